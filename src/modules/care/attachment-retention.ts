import { sql } from 'kysely'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { CareDeps } from './care-deps.ts'
import { sweepAttachments } from './sweep.ts'

const atOnce = 500

/** Files kept with customers, but for those that prove a consent: these stay as long as the consent does. */
export function attachmentRetention(deps: Pick<CareDeps, 'db' | 'clock' | 'dataDir'>) {
  const due = (workspaceId: string, before: string) => sql`
    from customer_attachments a where a.workspace_id = ${workspaceId} and a.created_at < ${before}
      and not exists (select from consent_entries c
        where c.workspace_id = a.workspace_id and c.evidence_id = a.attachment_id)`
  return {
    kind: 'attachments',
    usualDays: null,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: async (workspaceId: string, before: string): Promise<number> => {
      const gone = await inWorkspace(deps.db, workspaceId, (tx) =>
        sql`with gone as (delete from customer_attachments where workspace_id = ${workspaceId} and attachment_id in (
            select a.attachment_id ${due(workspaceId, before)} limit ${atOnce}) returning workspace_id, path)
          insert into attachment_leftovers (workspace_id, path) select workspace_id, path from gone on conflict do nothing`.execute(
          tx,
        ),
      )
      const count = Number(gone.numAffectedRows ?? 0)
      if (count > 0) await sweepAttachments(deps, workspaceId)
      return count
    },
  } as const
}
