import { sql } from 'kysely'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

const atOnce = 1_000

/**
 * Answers from long ago, and what was asked then, answered or not: the share of those who answered stays that of the time that is kept.
 * Figures of those months go with them.
 */
export function answerRetention({ db }: { db: Db }) {
  const due = (workspaceId: string, before: string) =>
    sql`from survey_answers where workspace_id = ${workspaceId} and answered_at < ${before}`
  const unansweredSince = (workspaceId: string, before: string) =>
    sql`from survey_asks k where k.workspace_id = ${workspaceId} and k.asked_at < ${before}
      and not exists (select from survey_answers a where a.workspace_id = k.workspace_id and a.ask_id = k.ask_id)`
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
        const unanswered = await sql`delete from survey_asks where workspace_id = ${workspaceId}
          and ask_id in (select k.ask_id ${unansweredSince(workspaceId, before)} limit ${atOnce})`.execute(tx)
        return gone.rows.length + Number(unanswered.numAffectedRows ?? 0)
      }),
  } as const
}
