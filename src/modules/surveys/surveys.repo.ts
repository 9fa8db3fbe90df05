import { sql } from 'kysely'
import type { SurveyKind, SurveyStatus } from '#contract/survey-words'
import type { SurveyWords } from '#contract/surveys'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { losing, winning } from './survey.ts'

/** A survey as its row has it. */
export type StoredSurvey = {
  surveyId: string
  name: string
  kind: SurveyKind
  status: SurveyStatus
  words: SurveyWords
  guardDays: number
  unhappyAtMost: number | null
  isPublic: boolean
  templateId: string | null
  createdAt: Date
  openedAt: Date | null
  closedAt: Date | null
}

const columns = sql`s.survey_id as "surveyId", s.name, s.kind, s.status, s.words, s.guard_days as "guardDays",
  s.unhappy_at_most as "unhappyAtMost", s.is_public as "isPublic", s.template_id as "templateId", s.created_at as "createdAt",
  s.opened_at as "openedAt", s.closed_at as "closedAt"`

export async function findSurvey(tx: Tx, workspaceId: string, surveyId: string): Promise<StoredSurvey | undefined> {
  const { rows } = await sql<StoredSurvey>`select ${columns} from surveys s
    where s.workspace_id = ${workspaceId} and s.survey_id = ${surveyId}`.execute(tx)
  return rows[0]
}

/** The open survey to ask somebody after a purchase: how satisfied they are before all else, the newest of its kind. No poll. */
export async function findUsualSurvey(tx: Tx, workspaceId: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select survey_id as id from surveys
    where workspace_id = ${workspaceId} and status = 'open' and kind = any(array['csat', 'nps', 'ces'])
    order by array_position(array['csat', 'nps', 'ces'], kind), opened_at desc limit 1`.execute(tx)
  return rows[0]?.id
}

/** Throws survey_not_found. `lock`: nobody else changes it until the end of the transaction. */
export async function getSurvey(
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  { lock = false } = {},
): Promise<StoredSurvey> {
  if (lock)
    await sql`select from surveys where workspace_id = ${workspaceId} and survey_id = ${surveyId} for update`.execute(
      tx,
    )
  const found = await findSurvey(tx, workspaceId, surveyId)
  if (!found) throw new DomainError('not_found', 'survey_not_found', 'There is no such survey.')
  return found
}

export type CountedSurvey = StoredSurvey & {
  asked: number
  answered: number
  answers: number
  won: number
  lost: number
}

/** With what became of them; all of them without an id, the newest first. */
export async function readCounted(tx: Tx, workspaceId: string, surveyId: string | null): Promise<CountedSurvey[]> {
  const { rows } = await sql<CountedSurvey>`select ${columns}, k.asked, a.*
    from surveys s
    cross join lateral (select count(*)::int as asked from survey_asks k
      where k.workspace_id = s.workspace_id and k.survey_id = s.survey_id and k.sent_at is not null) k
    cross join lateral (select ${tally} from survey_answers a
      where a.workspace_id = s.workspace_id and a.survey_id = s.survey_id) a
    where s.workspace_id = ${workspaceId} and (${surveyId}::uuid is null or s.survey_id = ${surveyId}::uuid)
    order by s.created_at desc, s.survey_id desc`.execute(tx)
  return rows
}

const byKind = (bounds: Record<SurveyKind, number>) =>
  sql`case s.kind when 'nps' then ${sql.lit(bounds.nps)} when 'csat' then ${sql.lit(bounds.csat)} when 'ces' then ${sql.lit(bounds.ces)}
    else ${sql.lit(bounds.poll)} end`

/** Of rows of survey_answers `a`, beside their survey `s`. */
export const tally = sql`count(*)::int as answers, count(a.ask_id)::int as answered,
  (count(*) filter (where a.score >= ${byKind(winning)}))::int as won, (count(*) filter (where a.score <= ${byKind(losing)}))::int as lost`
