import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
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

/** Reads the whole chain of a workspace and reckons every hash again. */
export async function verifyAudit(db: Db, workspaceId: string): Promise<AuditVerdict> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const { rows } = await sql<{ sequence: number; hash: Buffer }>`
      select sequence, hash from audit_heads where workspace_id = ${workspaceId} for share`.execute(tx)
    const [head] = rows
    const end = head?.sequence ?? 0
    let previous: Buffer = Buffer.alloc(0)
    let sequence = 0
    for (;;) {
      const page = await readAfter(tx, workspaceId, sequence)
      for (const row of page) {
        sequence += 1
        if (row.sequence !== sequence || !hashOf(workspaceId, row, previous).equals(row.hash)) {
          return { entries: end, brokenAt: sequence }
        }
        previous = row.hash
      }
      if (page.length < pageSize) break
    }
    const isWhole = sequence === end && (end === 0 || previous.equals(head?.hash ?? Buffer.alloc(0)))
    return { entries: end, brokenAt: isWhole ? null : Math.min(sequence, end) + 1 }
  })
}

async function readAfter(tx: Tx, workspaceId: string, after: number): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select sequence, (extract(epoch from at) * 1000)::bigint as at, actor_kind, actor_id, action, target_kind, target_id,
      detail, hash
    from audit_entries where workspace_id = ${workspaceId} and sequence > ${after} order by sequence limit ${pageSize}`.execute(
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
