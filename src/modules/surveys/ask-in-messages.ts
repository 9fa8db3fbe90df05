import { sql } from 'kysely'
import { appendCustomerEvents } from '#modules/customers'
import type { SlotSurvey } from '#modules/messaging'
import { type Locale, locales } from '#platform/i18n'
import type { Tx } from '#platform/postgres'
import { writeLink } from './ask-link.ts'
import { putAsks } from './put-asks.ts'
import { labelsIn, textIn } from './survey.ts'
import { findSurvey, type StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'

type Deps = Pick<SurveysDeps, 'clock' | 'secret' | 'publicUrl'>

/** The question for each of these messages, in their order; undefined where it may not be asked now. */
export async function askInMessages(
  deps: Deps,
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  people: { messageId: string; customerId: string }[],
): Promise<(SlotSurvey | undefined)[]> {
  const survey = await findSurvey(tx, workspaceId, surveyId)
  if (survey?.status !== 'open') return people.map(() => undefined)
  const asks = await putAsks(tx, deps, workspaceId, survey, people)
  const shown = await shownIn(tx, workspaceId, survey)
  return people.map(({ messageId }) => {
    const askId = asks.get(messageId)
    return askId === undefined ? undefined : { ...shown, url: writeLink(deps, 'ask', workspaceId, askId) }
  })
}

/** The same to look at: what is answered is not kept. Undefined for none that there is. */
export async function showInMessages(
  deps: Deps,
  tx: Tx,
  workspaceId: string,
  surveyId: string,
): Promise<SlotSurvey | undefined> {
  const survey = await findSurvey(tx, workspaceId, surveyId)
  if (!survey) return undefined
  return { ...(await shownIn(tx, workspaceId, survey)), url: writeLink(deps, 'sample', workspaceId, surveyId) }
}

/** These messages went out: who was asked in them has been. Puts it on their timelines, once. */
export async function noteAsked(
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  workspaceId: string,
  messageIds: string[],
): Promise<void> {
  const { rows } = await sql<{
    askId: string
    customerId: string
    surveyId: string
    name: string
    kind: string
  }>`update survey_asks a set sent_at = ${clock.now().toString()} from surveys s
    where a.workspace_id = ${workspaceId} and a.message_id = any(${messageIds}::uuid[]) and a.sent_at is null
      and s.workspace_id = a.workspace_id and s.survey_id = a.survey_id
    returning a.ask_id as "askId", a.customer_id as "customerId", s.survey_id as "surveyId", s.name, s.kind`.execute(tx)
  const told = rows.map(({ askId, customerId, surveyId, name, kind }) => ({
    customerId,
    event: 'Survey Asked',
    properties: { survey_id: surveyId, survey: name, kind },
    messageId: `survey:${askId}:asked`,
  }))
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, told)
}

/** Everything of it but where it leads, in every language: which one it is read in shows only when the message is written. */
async function shownIn(tx: Tx, workspaceId: string, { kind, words }: StoredSurvey): Promise<Omit<SlotSurvey, 'url'>> {
  const { rows } = await sql<{ locale: string }>`select locale from workspaces
    where workspace_id = ${workspaceId}`.execute(tx)
  const said = locales.map((wanted) => {
    const { locale, text } = textIn(words, [wanted, rows[0]?.locale])
    const { answers, low, high } = labelsIn(kind, text, locale)
    return [wanted, { question: text.question, answers, low, high }] as const
  })
  return {
    isList: kind === 'poll',
    from: kind === 'nps' ? 0 : 1,
    said: Object.fromEntries(said) as Record<Locale, (typeof said)[number][1]>,
  }
}
