import { sql } from 'kysely'
import { forgetNotifications } from '#modules/notifications'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

const atOnce = 1_000

/** Tasks that were done or dropped long ago; open ones stay however old they are. */
export function taskRetention({ db }: { db: Db }) {
  const due = (workspaceId: string, before: string) =>
    sql`from tasks where workspace_id = ${workspaceId} and status <> 'open' and closed_at < ${before}`
  return {
    kind: 'tasks',
    usualDays: null,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      inWorkspace(db, workspaceId, async (tx) => {
        const gone = await sql<{ link: string }>`delete from tasks where workspace_id = ${workspaceId} and task_id in (
          select task_id ${due(workspaceId, before)} limit ${atOnce}) returning '/tasks?task=' || task_id as link`.execute(
          tx,
        )
        const links = gone.rows.map(({ link }) => link)
        await forgetNotifications(tx, workspaceId, links)
        return links.length
      }),
  } as const
}
