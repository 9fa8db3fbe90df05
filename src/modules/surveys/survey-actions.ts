import { z } from 'zod'
import { queueMessages, surveysIn } from '#modules/messaging'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { putAsks } from './put-asks.ts'
import { getSurvey, type StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'

const askSurvey = z.strictObject({
  surveyId: z.uuid(),
  /** the survey's own letter when not given */
  templateId: z.uuid().nullable().default(null),
})

type Context = { workspaceId: string; customerId: string; journeyId: string; runId: string; key: string }
type Action = {
  name: string
  schema: z.ZodType
  check: (tx: Tx, workspaceId: string, params: unknown) => Promise<void>
  perform: (tx: Tx, context: Context, params: unknown) => Promise<void>
}

/**
 * What journeys can do with surveys: `ask_survey` puts the question into the outbox, in the transaction of the step, once for its key.
 * Throws survey_not_found, survey_not_open, survey_not_in_letter, survey_asked_lately, template_not_found.
 */
export function surveyActions({ clock }: Pick<SurveysDeps, 'clock'>): Action[] {
  return [
    {
      name: 'ask_survey',
      schema: askSurvey,
      check: async (tx, workspaceId, params) => {
        await findLetter(tx, workspaceId, askSurvey.parse(params))
      },
      perform: async (tx, { workspaceId, customerId, journeyId, runId, key }, params) => {
        const { survey, letter } = await findLetter(tx, workspaceId, askSurvey.parse(params))
        const source = { kind: 'journey', id: journeyId, runId } as const
        const queued = await queueMessages(tx, { clock }, workspaceId, { templateId: letter, source }, [
          { key, customerId },
        ])
        const messageId = queued.get(key) ?? ''
        const asks = await putAsks(tx, { clock }, workspaceId, survey, [{ messageId, customerId }])
        if (!asks.has(messageId))
          throw new DomainError('conflict', 'survey_asked_lately', 'This person was asked something lately.')
      },
    },
  ]
}

/** The open survey and the letter that asks it. */
async function findLetter(
  tx: Tx,
  workspaceId: string,
  { surveyId, templateId }: z.output<typeof askSurvey>,
): Promise<{ survey: StoredSurvey; letter: string }> {
  const survey = await getSurvey(tx, workspaceId, surveyId)
  const letter = templateId ?? survey.templateId
  if (survey.status !== 'open' || letter === null)
    throw new DomainError('conflict', 'survey_not_open', 'The survey is not open.')
  const asked = await surveysIn(tx, workspaceId, letter)
  if (!asked) throw new DomainError('not_found', 'template_not_found', 'There is no such template.')
  if (!asked.includes(surveyId))
    throw new DomainError('invalid', 'survey_not_in_letter', 'This template does not ask the survey.')
  return { survey, letter }
}
