import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { forgetTickets } from './forget-tickets.ts'

const atOnce = 500

/** Tickets that were closed long ago, with what was said in them; open ones stay however old they are. */
export function ticketRetention({ db }: { db: Db }) {
  const due = (workspaceId: string, before: string) =>
    sql`from tickets where workspace_id = ${workspaceId} and state = 'closed' and closed_at < ${before}`
  return {
    kind: 'tickets',
    usualDays: null,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      inWorkspace(db, workspaceId, async (tx) => {
        const { rows } = await sql<{ id: string }>`select ticket_id as id ${due(workspaceId, before)}
          order by closed_at limit ${atOnce} for update`.execute(tx)
        await forgetTickets(
          tx,
          workspaceId,
          rows.map(({ id }) => id),
        )
        return rows.length
      }),
  } as const
}
