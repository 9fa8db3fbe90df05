import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

type Subject = { workspaceId: string; customerIds: string[] }

/** What people were asked and answered. */
export const surveysPersonalData = {
  export: async (tx: Tx, workspaceId: string, customerIds: string[]): Promise<Record<string, unknown[]>> => {
    const asked = await sql`select s.name as survey, a.asked_at, a.sent_at
      from survey_asks a join surveys s using (workspace_id, survey_id)
      where workspace_id = ${workspaceId} and a.customer_id = any(${customerIds}::uuid[]) order by a.asked_at`.execute(
      tx,
    )
    const answers = await sql`select s.name as survey, s.kind, a.score, a.comment, a.locale, a.answered_at
      from survey_answers a join surveys s using (workspace_id, survey_id)
      where workspace_id = ${workspaceId} and a.customer_id = any(${customerIds}::uuid[]) order by a.answered_at`.execute(
      tx,
    )
    return { survey_asks: asked.rows, survey_answers: answers.rows }
  },
  erase: async (tx: Tx, { workspaceId, customerIds }: Subject): Promise<Record<string, number>> => {
    const whose = sql`workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`
    const answers = await sql`delete from survey_answers where ${whose}`.execute(tx)
    await sql`delete from survey_asks where ${whose}`.execute(tx)
    return { survey_answers: Number(answers.numAffectedRows ?? 0) }
  },
}
