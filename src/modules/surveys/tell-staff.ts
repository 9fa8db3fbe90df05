import { sql } from 'kysely'
import { translatorFor } from '#i18n'
import { createTask } from '#modules/tasks'
import { dayIn } from '#platform/clock'
import { formatNumber, isLocale } from '#platform/i18n'
import type { Tx } from '#platform/postgres'
import { scaleOf } from './survey.ts'
import type { StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'

const mostOfComment = 140

/** A task for whoever takes it, until tomorrow, once for an answer: somebody is unhappy and should hear from the shop. */
export async function tellStaff(
  tx: Tx,
  { clock }: Pick<SurveysDeps, 'clock'>,
  workspaceId: string,
  { name, kind, words }: StoredSurvey,
  {
    answerId,
    customerId,
    score,
    comment,
  }: { answerId: string; customerId: string; score: number; comment: string | null },
): Promise<void> {
  const { rows } = await sql<{ locale: string; zone: string }>`select locale, time_zone as zone from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  const { locale: wanted = 'en', zone = 'UTC' } = rows[0] ?? {}
  const locale = isLocale(wanted) ? wanted : 'en'
  const said = {
    survey: name,
    score: formatNumber(score, locale),
    most: formatNumber(scaleOf(kind, words).to, locale),
    comment: comment === null ? '' : comment.replace(/\s+/g, ' ').slice(0, mostOfComment).toWellFormed(),
  }
  const title = translatorFor(locale, 'survey_page')(
    comment === null ? 'survey_page.task' : 'survey_page.task_said',
    said,
  )
  const due = { on: dayIn(clock.now().add({ hours: 24 }), zone), at: null }
  const task = {
    key: `survey:${answerId}`,
    title: title.slice(0, 300).toWellFormed(),
    kind: 'call',
    customerId,
    due,
  } as const
  await createTask(tx, clock, workspaceId, { kind: 'system' }, task)
}
