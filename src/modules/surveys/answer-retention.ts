import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

const atOnce = 1_000

/** Answers from long ago, with what was asked for them; figures of those months go with them. */
export function answerRetention({ db }: { db: Db }) {
  const due = (workspaceId: string, before: string) =>
    sql`from survey_answers where workspace_id = ${workspaceId} and answered_at < ${before}`
  return {
    kind: 'survey_answers',
    usualDays: null,
    // Until then who was asked is not asked again.
    leastDays: 365,
    count: async (tx: Tx, workspaceId: string, before: string): Promise<number> => {
      const { rows } = await sql<{ count: number }>`select count(*) as count ${due(workspaceId, before)}`.execute(tx)
      return rows[0]?.count ?? 0
    },
    remove: (workspaceId: string, before: string): Promise<number> =>
      inWorkspace(db, workspaceId, async (tx) => {
        const gone = await sql<{ askId: string | null }>`delete from survey_answers where workspace_id = ${workspaceId}
          and answer_id in (select answer_id ${due(workspaceId, before)} limit ${atOnce}) returning ask_id as "askId"`.execute(
          tx,
        )
        const asks = gone.rows.flatMap(({ askId }) => askId ?? [])
        await sql`delete from survey_asks where workspace_id = ${workspaceId} and ask_id = any(${asks}::uuid[])`.execute(
          tx,
        )
        return gone.rows.length
      }),
  } as const
}
