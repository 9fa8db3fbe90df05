import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { type Head, isGenuine, readHead, type SealCheckpoint } from './checkpoint.ts'
import { hashEntry } from './hash-entry.ts'

/** `brokenAt` is the first entry that is missing or is not what was written. */
export type AuditVerdict = { entries: number; brokenAt: number | null }

type Row = {
  sequence: number
  at: number
  actor_kind: string
  actor_id: string | null
  action: string
  target_kind: string
  target_id: string | null
  detail: Record<string, unknown>
  hash: Buffer
}

const pageSize = 5000

/**
 * Reads what there was of a workspace's chain when asked, and reckons every hash again. Holds nothing meanwhile: entries that are
 * added are left for the next time.
 */
export async function verifyAudit(deps: { db: Db; seal: SealCheckpoint }, workspaceId: string): Promise<AuditVerdict> {
  for (;;) {
    const head = await inWorkspace(deps.db, workspaceId, (tx) => readHead(tx, workspaceId))
    const verdict = await verifyUpTo(deps, workspaceId, head)
    if (verdict.brokenAt === null) return verdict
    // Entries may have gone for their age while they were being read.
    const now = await inWorkspace(deps.db, workspaceId, (tx) => readHead(tx, workspaceId))
    if (now.pruned.sequence === head.pruned.sequence) return verdict
  }
}

async function verifyUpTo(
  { db, seal }: { db: Db; seal: SealCheckpoint },
  workspaceId: string,
  { sequence: end, hash, pruned }: Head,
): Promise<AuditVerdict> {
  const entries = end - pruned.sequence
  if (!isGenuine(seal, workspaceId, pruned)) return { entries, brokenAt: pruned.sequence + 1 }
  let previous = pruned.hash
  let sequence = pruned.sequence
  while (sequence < end) {
    const page = await inWorkspace(db, workspaceId, (tx) => readBetween(tx, workspaceId, sequence, end))
    for (const row of page) {
      sequence += 1
      if (row.sequence !== sequence || !hashOf(workspaceId, row, previous).equals(row.hash)) {
        return { entries, brokenAt: sequence }
      }
      previous = row.hash
    }
    if (page.length < pageSize) break
  }
  const isWhole = sequence === end && previous.equals(hash)
  return { entries, brokenAt: isWhole ? null : Math.min(sequence + 1, end) }
}

async function readBetween(tx: Tx, workspaceId: string, after: number, end: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select sequence, (extract(epoch from at) * 1000)::bigint as at, actor_kind, actor_id, action, target_kind, target_id,
      detail, hash
    from audit_entries where workspace_id = ${workspaceId} and sequence > ${after} and sequence <= ${end} order by sequence limit ${pageSize}`.execute(
    tx,
  )
  return rows
}

function hashOf(workspaceId: string, row: Row, previous: Buffer): Buffer {
  return hashEntry(previous, {
    workspaceId,
    sequence: row.sequence,
    at: row.at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    action: row.action,
    targetKind: row.target_kind,
    targetId: row.target_id,
    detail: row.detail,
  })
}
