import { sql } from 'kysely'
import { changeableDays } from '#contract/survey-words'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type LinkKind, readToken } from './ask-link.ts'
import { findSurvey, type StoredSurvey } from './surveys.repo.ts'
import type { SurveysDeps } from './surveys-deps.ts'

/** Where a link of a survey leads, and what was answered there before. */
export type Asked = {
  kind: LinkKind
  workspaceId: string
  survey: StoredSurvey
  ask: { askId: string; customerId: string } | undefined
  given: { answerId: string; score: number; comment: string | null; mayChange: boolean } | undefined
}

type Deps = Pick<SurveysDeps, 'db' | 'clock' | 'secret'>

/** Undefined for a link that nobody signed, or whose survey or person is gone. `device` is who asks where nobody is known. */
export async function findAsked(deps: Deps, token: string, device: Buffer | undefined): Promise<Asked | undefined> {
  const read = readToken(deps, token)
  if (!read) return undefined
  const { kind, workspaceId, id } = read
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const ask = kind === 'ask' ? await findAsk(tx, workspaceId, id) : undefined
    const surveyId = kind === 'ask' ? ask?.surveyId : id
    const survey = surveyId === undefined ? undefined : await findSurvey(tx, workspaceId, surveyId)
    if (!survey || (kind === 'public' && !survey.isPublic)) return undefined
    const now = deps.clock.now()
    const browser = kind === 'public' ? device : undefined
    const given = await findGiven(tx, workspaceId, survey, { ask, device: browser }, now)
    return { kind, workspaceId, survey, ask, given }
  })
}

async function findAsk(tx: Tx, workspaceId: string, askId: string) {
  const { rows } = await sql<{ askId: string; customerId: string; surveyId: string }>`
    select ask_id as "askId", customer_id as "customerId", survey_id as "surveyId" from survey_asks
    where workspace_id = ${workspaceId} and ask_id = ${askId}`.execute(tx)
  return rows[0]
}

/** The answer there is of this ask, else of this browser. */
export async function findGiven(
  tx: Tx,
  workspaceId: string,
  { surveyId, status }: Pick<StoredSurvey, 'surveyId' | 'status'>,
  { ask, device }: { ask: Asked['ask']; device: Buffer | undefined },
  now: Temporal.Instant,
): Promise<Asked['given']> {
  const { rows } = await sql<{ answerId: string; score: number; comment: string | null; answeredAt: Date }>`
    select answer_id as "answerId", score, comment, answered_at as "answeredAt" from survey_answers
    where workspace_id = ${workspaceId} and survey_id = ${surveyId}
      and (ask_id = ${ask?.askId ?? null}::uuid or (${ask === undefined} and device = ${device ?? null}::bytea))`.execute(
    tx,
  )
  const [row] = rows
  if (!row) return undefined
  const { answeredAt, ...given } = row
  const isFresh = now.epochMilliseconds - answeredAt.getTime() < changeableDays * 86_400_000
  return { ...given, mayChange: status === 'open' && isFresh }
}
