import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import type { SealCheckpoint } from './checkpoint.ts'
import { recordAudit } from './record-audit.ts'

const atOnce = 50_000

/** Who did what must be answerable for at least so long; the database itself refuses less. */
export const leastAuditDays = 366

/**
 * Old entries go from the beginning of the chain. The hash of the last one that went is kept under a seal, so that what is left is
 * still proven; that entries went, and how many, is an entry itself. The newest entry always stays.
 */
export function auditRetention({ db, seal }: { db: Db; seal: SealCheckpoint }) {
  const due = (workspaceId: string, before: string) => sql`
    from audit_entries where workspace_id = ${workspaceId} and at < ${before}
      and at < now() - interval '365 days'
      and sequence < (select sequence from audit_heads where workspace_id = ${workspaceId})`
  return {
    kind: 'audit',
    usualDays: null,
    leastDays: leastAuditDays,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      inWorkspace(db, workspaceId, async (tx) => {
        await sql`select from audit_heads where workspace_id = ${workspaceId} for update`.execute(tx)
        // Clocks may jump: an old entry behind a young one stays with it.
        const { rows } = await sql<{ sequence: number; hash: Buffer }>`
          select sequence, hash from audit_entries where workspace_id = ${workspaceId} and sequence = (
            select max(sequence) from (select sequence ${due(workspaceId, before)} order by sequence limit ${atOnce}) d
            where sequence < coalesce((select min(sequence) from audit_entries
              where workspace_id = ${workspaceId} and at >= ${before}), sequence + 1))`.execute(tx)
        const [last] = rows
        if (!last) return 0
        const sealed = seal(workspaceId, last.sequence, last.hash)
        const gone = await sql<{ count: number }>`select prune_audit(${last.sequence}, ${sealed}) as count`.execute(tx)
        const entries = gone.rows[0]?.count ?? 0
        const detail = { entries, through: last.sequence }
        await recordAudit(
          tx,
          workspaceId,
          { kind: 'system' },
          { action: 'audit.pruned', target: { kind: 'audit' }, detail },
        )
        return entries
      }),
  } as const
}
