import { sql } from 'kysely'
import { z } from 'zod'
import type { SurveyAnswers, SurveyAnswersQuery } from '#contract/surveys'
import { whoNow } from '#modules/customers'
import { cursorPart, eachRow, readCursor, writeCursor } from '#platform/cursor'
import { isLocale } from '#platform/i18n'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { textIn } from './survey.ts'
import { getSurvey, type StoredSurvey } from './surveys.repo.ts'

const place = z.object({ at: cursorPart.moment, id: z.uuid() })

type Row = {
  answerId: string
  customerId: string | null
  customerName: string | null
  score: number
  comment: string | null
  locale: string
  answeredAt: Date
  /** to the microsecond: a page goes on exactly where the one before ended */
  at: string
}
type Wanted = Pick<SurveyAnswersQuery, 'only' | 'cursor' | 'limit'>

/** Answers, the latest first. Throws survey_not_found. */
export async function listAnswers(
  tx: Tx,
  workspaceId: string,
  surveyId: string,
  { only, cursor, limit }: Wanted,
): Promise<SurveyAnswers> {
  const { unhappyAtMost } = await getSurvey(tx, workspaceId, surveyId)
  const after = cursor === undefined ? undefined : readCursor(place, cursor)
  const { rows } = await sql<Row>`select a.answer_id as "answerId", c.customer_id as "customerId",
      coalesce(c.name, c.email, c.phone, c.external_id, left(c.customer_id::text, 8)) as "customerName",
      a.score, a.comment, a.locale, a.answered_at as "answeredAt",
      to_char(a.answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
    from survey_answers a
    left join customers o on o.workspace_id = a.workspace_id and o.customer_id = a.customer_id
    left join customers c on c.workspace_id = a.workspace_id and c.customer_id = ${whoNow('o')}
    where a.workspace_id = ${workspaceId} and a.survey_id = ${surveyId}
      and (${only !== 'commented'} or a.comment is not null)
      and (${only !== 'unhappy'} or a.score <= ${unhappyAtMost}::int)
      and (${after === undefined} or (a.answered_at, a.answer_id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
    order by a.answered_at desc, a.answer_id desc limit ${limit + 1}`.execute(tx)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    answers: shown.map(({ customerId, customerName, locale, answeredAt, at: _, ...row }) => ({
      ...row,
      customer: customerId === null || customerName === null ? null : { customerId, name: customerName },
      locale: isLocale(locale) ? locale : 'en',
      answeredAt: answeredAt.toISOString(),
    })),
    nextCursor: rows.length > limit && last ? writeCursor({ at: last.at, id: last.answerId }) : null,
  }
}

export const answersCsvHeader = [
  'answer_id',
  'answered_at',
  'score',
  'option',
  'comment',
  'customer',
  'customer_id',
  'language',
]

/** All of them, page by page. */
export async function* answersCsvRows(
  db: Db,
  workspaceId: string,
  { surveyId, kind, words }: StoredSurvey,
  only: Wanted['only'],
): AsyncIterable<(string | number | null)[]> {
  const rows = eachRow(async (cursor) => {
    const wanted = { only, limit: 200, ...(cursor === undefined ? {} : { cursor }) }
    const page = await inWorkspace(db, workspaceId, (tx) => listAnswers(tx, workspaceId, surveyId, wanted))
    return { rows: page.answers, next: page.nextCursor }
  })
  const { options } = textIn(words, []).text
  for await (const { answerId, answeredAt, score, comment, customer, locale } of rows)
    yield [
      answerId,
      answeredAt,
      score,
      kind === 'poll' ? (options[score - 1] ?? null) : null,
      comment,
      customer?.name ?? null,
      customer?.customerId ?? null,
      locale,
    ]
}
