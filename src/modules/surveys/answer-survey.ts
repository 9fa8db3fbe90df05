import { sql } from 'kysely'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import { DomainError } from '#platform/errors'
import type { Locale } from '#platform/i18n'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type Asked, findGiven } from './find-asked.ts'
import { scaleOf, textIn } from './survey.ts'
import { getSurvey, type StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'
import { tellStaff } from './tell-staff.ts'

export type Given = { score: number; comment: string | null; locale: Locale; device: Buffer | undefined }

type Deps = Pick<SurveysDeps, 'db' | 'clock' | 'onWritten'>

/**
 * Keeps an answer: one for an ask, a later one replaces it for some days. It goes onto the timeline of who is known, and to somebody's
 * tasks where it is an unhappy one. The same again changes nothing. Throws survey_not_open, survey_answer, survey_answered.
 */
export async function answerSurvey(deps: Deps, asked: Asked, given: Given): Promise<void> {
  const { workspaceId, ask } = asked
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockAnswerer(tx, asked, given)
    const survey = await getSurvey(tx, workspaceId, asked.survey.surveyId)
    if (survey.status !== 'open') throw new DomainError('conflict', 'survey_not_open', 'The survey is not open.')
    const { from, to } = scaleOf(survey.kind, survey.words)
    if (!Number.isInteger(given.score) || given.score < from || given.score > to)
      throw new DomainError('invalid', 'survey_answer', 'This is no answer to the question.', { from, to })
    const now = deps.clock.now()
    const before = await findGiven(tx, workspaceId, survey, { ask, device: given.device }, now)
    if (before && before.score === given.score && before.comment === given.comment) return
    if (before && !before.mayChange)
      throw new DomainError('conflict', 'survey_answered', 'The answer was given too long ago to be changed.')
    const answerId = before?.answerId ?? newId(now.epochMilliseconds)
    const changes = await write(tx, workspaceId, { survey, ask, answerId, given, now })
    if (!ask) return
    const [customerId = ask.customerId] = await customerFamily(tx, workspaceId, ask.customerId)
    await tellTimeline(tx, deps, workspaceId, survey, { answerId, changes, customerId, given })
    if (survey.unhappyAtMost !== null && given.score <= survey.unhappyAtMost)
      await tellStaff(tx, deps, workspaceId, survey, { answerId, customerId, ...given })
  })
  deps.onWritten(workspaceId)
}

type Written = { survey: StoredSurvey; ask: Asked['ask']; answerId: string; given: Given; now: Temporal.Instant }

/** Two answers of one person, or of one browser, come one after the other. Throws survey_not_found for whoever was erased meanwhile. */
async function lockAnswerer(tx: Tx, { workspaceId, ask, survey }: Asked, { device }: Given): Promise<void> {
  if (!ask) {
    const key = `survey:${survey.surveyId}:${device?.toString('hex') ?? ''}`
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx)
    return
  }
  const { rows } = await sql`select from survey_asks
    where workspace_id = ${workspaceId} and ask_id = ${ask.askId} for update`.execute(tx)
  if (rows.length === 0) throw new DomainError('not_found', 'survey_not_found', 'There is no such survey.')
}

/** How often it was changed. */
async function write(tx: Tx, workspaceId: string, { survey, ask, answerId, given, now }: Written): Promise<number> {
  const device = ask ? null : (given.device ?? null)
  const { rows } = await sql<{ changes: number }>`insert into survey_answers
      (workspace_id, answer_id, survey_id, ask_id, customer_id, device, score, comment, locale, answered_at)
    values (${workspaceId}, ${answerId}, ${survey.surveyId}, ${ask?.askId ?? null}, ${ask?.customerId ?? null}, ${device},
      ${given.score}, ${given.comment}, ${given.locale}, ${now.toString()})
    on conflict (workspace_id, answer_id) do update set score = excluded.score, comment = excluded.comment,
      locale = excluded.locale, changes = survey_answers.changes + 1
    returning changes`.execute(tx)
  // Who answers was asked, whatever became of the worker that sent the message.
  if (ask)
    await sql`update survey_asks set sent_at = coalesce(sent_at, ${now.toString()})
      where workspace_id = ${workspaceId} and ask_id = ${ask.askId}`.execute(tx)
  return rows[0]?.changes ?? 0
}

/** What somebody wrote is not part of it: it stays where it can be read by those who may, and be erased. */
async function tellTimeline(
  tx: Tx,
  { clock }: Deps,
  workspaceId: string,
  { surveyId, name, kind, words, unhappyAtMost }: StoredSurvey,
  told: { answerId: string; changes: number; customerId: string; given: Given },
): Promise<void> {
  const { answerId, changes, customerId, given } = told
  const { score, comment, locale } = given
  const isUnhappy = unhappyAtMost !== null && score <= unhappyAtMost
  const option = kind === 'poll' ? textIn(words, [locale]).text.options[score - 1] : undefined
  const properties = {
    survey_id: surveyId,
    survey: name,
    kind,
    ...(kind === 'poll' ? { choice: score, option } : { score }),
    unhappy: isUnhappy,
    commented: comment !== null,
  }
  // A changed answer is another event, so that one answer earns points once.
  const event = changes === 0 ? 'Survey Answered' : 'Survey Answer Changed'
  const messageId = `survey:${answerId}${changes === 0 ? '' : `:${changes}`}`
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, [{ customerId, event, properties, messageId }])
}
