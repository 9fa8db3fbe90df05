import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

const atOnce = 1_000

/** Messages that are over, with what was sent; that they were sent stays on the timeline. */
export function messageRetention({ db }: { db: Db }) {
  const due = (workspaceId: string, before: string) =>
    sql`from messages where workspace_id = ${workspaceId} and finished_at < ${before}`
  return {
    kind: 'messages',
    usualDays: 730,
    // The caps of the contact policy count the last quarter.
    leastDays: 100,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      inWorkspace(db, workspaceId, async (tx) => {
        const gone = await sql`delete from messages where workspace_id = ${workspaceId} and message_id in (
          select message_id ${due(workspaceId, before)} limit ${atOnce})`.execute(tx)
        return Number(gone.numAffectedRows ?? 0)
      }),
  } as const
}
