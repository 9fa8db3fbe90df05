import { sql } from 'kysely'
import { fewestOptions, usualGuardDays, usualUnhappy } from '#contract/survey-words'
import type { ChangeSurvey, CreateSurvey, Survey } from '#contract/surveys'
import { type AuditActor, recordAudit } from '#modules/audit'
import { brandOf } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx, unlessTaken } from '#platform/postgres'
import { describeSurvey } from './describe-survey.ts'
import { checkWords, optionsOf, scaleOf } from './survey.ts'
import { getSurvey, type StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'
import { usualWords } from './usual-words.ts'

type By = { workspaceId: string; actor: AuditActor }

/** A draft, with what is usual for its kind where nothing is said. Throws survey_name_taken, survey_options, survey_unhappy. */
export async function createSurvey(
  deps: SurveysDeps,
  { workspaceId, actor }: By,
  given: CreateSurvey,
): Promise<Survey> {
  const { name, kind, guardDays = usualGuardDays, unhappyAtMost = usualUnhappy[kind], isPublic = false } = given
  const words = given.words ?? usualWords(kind, await brandOf(deps.db, workspaceId))
  checkWords(kind, words, fewestOptions)
  refuseOffScale({ kind, words, unhappyAtMost })
  const now = deps.clock.now()
  const surveyId = newId(now.epochMilliseconds)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await named(
      name,
      sql`insert into surveys (workspace_id, survey_id, name, kind, words, guard_days, unhappy_at_most, is_public, created_at, updated_at)
        values (${workspaceId}, ${surveyId}, ${name}, ${kind}, ${JSON.stringify(words)}::jsonb, ${guardDays}, ${unhappyAtMost}, ${isPublic},
          ${now.toString()}, ${now.toString()})`.execute(tx),
    )
    await note(tx, workspaceId, actor, 'survey.created', surveyId, { kind })
    return await describeSurvey(tx, deps, workspaceId, surveyId)
  })
}

/** What is not given stays. Throws survey_not_found, survey_options_kept, and as `createSurvey`. */
export async function changeSurvey(
  deps: SurveysDeps,
  { workspaceId, actor }: By,
  surveyId: string,
  change: ChangeSurvey,
): Promise<Survey> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const old = await getSurvey(tx, workspaceId, surveyId, { lock: true })
    const { name = old.name, words = old.words, guardDays = old.guardDays, isPublic = old.isPublic } = change
    const unhappyAtMost = change.unhappyAtMost === undefined ? old.unhappyAtMost : change.unhappyAtMost
    checkWords(old.kind, words, fewestOptions)
    refuseOffScale({ kind: old.kind, words, unhappyAtMost })
    if (optionsOf(words) !== optionsOf(old.words)) await refuseAnswered(tx, workspaceId, surveyId)
    await named(
      name,
      sql`update surveys set name = ${name}, words = ${JSON.stringify(words)}::jsonb, guard_days = ${guardDays},
          unhappy_at_most = ${unhappyAtMost}, is_public = ${isPublic}, updated_at = ${deps.clock.now().toString()}
        where workspace_id = ${workspaceId} and survey_id = ${surveyId}`.execute(tx),
    )
    await note(tx, workspaceId, actor, 'survey.changed', surveyId, { fields: Object.keys(change) })
    return await describeSurvey(tx, deps, workspaceId, surveyId)
  })
}

/** Takes no more answers until it is opened again; asks that wait are not sent. Throws survey_not_found, survey_not_open. */
export async function closeSurvey(deps: SurveysDeps, { workspaceId, actor }: By, surveyId: string): Promise<Survey> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { status } = await getSurvey(tx, workspaceId, surveyId, { lock: true })
    if (status !== 'open') throw new DomainError('conflict', 'survey_not_open', 'The survey is not open.')
    const now = deps.clock.now().toString()
    await sql`update surveys set status = 'closed', closed_at = ${now}, updated_at = ${now}
      where workspace_id = ${workspaceId} and survey_id = ${surveyId}`.execute(tx)
    await note(tx, workspaceId, actor, 'survey.closed', surveyId)
    return await describeSurvey(tx, deps, workspaceId, surveyId)
  })
}

/** Only one that was never opened. Throws survey_not_found, survey_opened. */
export async function deleteSurvey(deps: SurveysDeps, { workspaceId, actor }: By, surveyId: string): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { openedAt } = await getSurvey(tx, workspaceId, surveyId, { lock: true })
    if (openedAt !== null)
      throw new DomainError('conflict', 'survey_opened', 'It was open: close it instead, its answers stay.')
    await sql`delete from surveys where workspace_id = ${workspaceId} and survey_id = ${surveyId}`.execute(tx)
    await note(tx, workspaceId, actor, 'survey.deleted', surveyId)
  })
}

type Noted = 'survey.created' | 'survey.changed' | 'survey.opened' | 'survey.closed' | 'survey.deleted'

export async function note(
  tx: Tx,
  workspaceId: string,
  actor: AuditActor,
  action: Noted,
  id: string,
  detail: Record<string, string | string[]> = {},
): Promise<void> {
  await recordAudit(tx, workspaceId, actor, { action, target: { kind: 'survey', id }, detail })
}

function refuseOffScale({ kind, words, unhappyAtMost }: Pick<StoredSurvey, 'kind' | 'words' | 'unhappyAtMost'>): void {
  if (unhappyAtMost === null) return
  const { from, to } = scaleOf(kind, words)
  if (kind === 'poll' || unhappyAtMost < from || unhappyAtMost >= to)
    throw new DomainError('invalid', 'survey_unhappy', 'This is no answer below the best one.', { from, to })
}

const named = <T>(name: string, write: Promise<T>): Promise<T> =>
  unlessTaken(
    write,
    'surveys_name',
    () => new DomainError('conflict', 'survey_name_taken', `There is already a survey called ${name}.`, { name }),
  )

async function refuseAnswered(tx: Tx, workspaceId: string, surveyId: string): Promise<void> {
  const { rows } =
    await sql`select from survey_answers where workspace_id = ${workspaceId} and survey_id = ${surveyId} limit 1`.execute(
      tx,
    )
  if (rows.length > 0)
    throw new DomainError(
      'conflict',
      'survey_options_kept',
      'Options are neither added nor removed once there are answers.',
    )
}
