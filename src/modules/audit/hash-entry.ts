import { createHash } from 'node:crypto'

export type HashedFields = {
  workspaceId: string
  sequence: number
  /** Unix milliseconds */
  at: number
  actorKind: string
  actorId: string | null
  action: string
  targetKind: string
  targetId: string | null
  detail: Record<string, unknown>
}

/** SHA-256 over the hash before and every field, in a form that does not depend on how a database keeps JSON. */
export function hashEntry(previous: Buffer, entry: HashedFields): Buffer {
  const fields = [
    entry.workspaceId,
    entry.sequence,
    entry.at,
    entry.actorKind,
    entry.actorId,
    entry.action,
    entry.targetKind,
    entry.targetId,
    entry.detail,
  ]
  return createHash('sha256').update(previous).update(stable(fields)).digest()
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${stable(field)}`).join(',')}}`
}
