import { sql } from 'kysely'
import type { SurveyFigures } from '#contract/surveys'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { figureOf, scaleOf, type Tally } from './survey.ts'
import { getSurvey, tally } from './surveys.repo.ts'

const shownDays = 731

/** How the answers are spread, and how they went from month to month of the shop. Throws survey_not_found. */
export async function readFigures(
  tx: Tx,
  { clock }: { clock: Clock },
  workspaceId: string,
  surveyId: string,
): Promise<SurveyFigures> {
  const { kind, words } = await getSurvey(tx, workspaceId, surveyId)
  const found = await sql<{ score: number; answers: number }>`select score, count(*)::int as answers from survey_answers
    where workspace_id = ${workspaceId} and survey_id = ${surveyId} group by score`.execute(tx)
  const counted = new Map(found.rows.map(({ score, answers }) => [score, answers]))
  const { from, to } = scaleOf(kind, words)
  const counts = Array.from({ length: to - from + 1 }, (_, i) => ({
    score: from + i,
    answers: counted.get(from + i) ?? 0,
  }))
  const all = found.rows.reduce((sum, { answers }) => sum + answers, 0)
  const sum = found.rows.reduce((total, { score, answers }) => total + score * answers, 0)
  const since = clock.now().subtract({ hours: 24 * shownDays })
  const months = await sql<Tally & { month: string }>`
    select to_char(a.answered_at at time zone w.time_zone, 'YYYY-MM') as month, ${tally}
    from survey_answers a join surveys s using (workspace_id, survey_id) join workspaces w using (workspace_id)
    where workspace_id = ${workspaceId} and survey_id = ${surveyId} and a.answered_at > ${since.toString()}
    group by 1 order by 1`.execute(tx)
  return {
    counts,
    mean: kind === 'poll' || all === 0 ? null : sum / all,
    months: months.rows.map(({ month, ...row }) => ({ month, ...figureOf(kind, row) })),
  }
}
