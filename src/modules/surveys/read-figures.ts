import { sql } from 'kysely'
import type { SurveyKind } from '#contract/survey-words'
import type { SurveyFigures } from '#contract/surveys'
import type { Clock } from '#platform/clock'
import { type Calendar, toJalali } from '#platform/i18n'
import type { Tx } from '#platform/postgres'
import { figureOf, scaleOf, type Tally } from './survey.ts'
import { getSurvey, tally } from './surveys.repo.ts'

const shownDays = 731

/** How the answers are spread, and how they went from month to month of the shop and of `calendar`. Throws survey_not_found. */
export async function readFigures(
  tx: Tx,
  { clock }: { clock: Clock },
  workspaceId: string,
  surveyId: string,
  calendar: Calendar = 'gregorian',
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
  const days = await sql<Tally & { day: string }>`
    select to_char(a.answered_at at time zone w.time_zone, 'YYYY-MM-DD') as day, ${tally}
    from survey_answers a join surveys s using (workspace_id, survey_id) join workspaces w using (workspace_id)
    where workspace_id = ${workspaceId} and survey_id = ${surveyId} and a.answered_at > ${since.toString()}
    group by 1 order by 1`.execute(tx)
  return {
    counts,
    mean: kind === 'poll' || all === 0 ? null : sum / all,
    months: monthsOf(kind, days.rows, calendar),
  }
}

/** Days in their order, by the month they fall into. PostgreSQL knows no Jalali months. */
function monthsOf(kind: SurveyKind, days: (Tally & { day: string })[], calendar: Calendar): SurveyFigures['months'] {
  const byMonth = Map.groupBy(days, ({ day }) => monthOf(day, calendar))
  return [...byMonth].map(([month, of]) => {
    const total = (key: keyof Tally) => of.reduce((sum, day) => sum + day[key], 0)
    return { month, ...figureOf(kind, { answers: total('answers'), won: total('won'), lost: total('lost') }) }
  })
}

function monthOf(day: string, calendar: Calendar): string {
  if (calendar === 'gregorian') return day.slice(0, 7)
  const { year, month } = toJalali(day)
  return `${year}-${String(month).padStart(2, '0')}`
}
