import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { prepared } from '#platform/postgres'
import { askAtOnce, type Question, question } from './ask-at-once.ts'
import type { Desk } from './desk.ts'

/**
 * Does it once for a key: the same again gets the first answer, the same key for something else is refused. A refusal is not kept,
 * so that a till may try again. Taken before any other lock.
 */
export async function once<T>(desk: Desk, key: string | undefined, body: unknown, work: () => Promise<T>): Promise<T> {
  if (key === undefined) return await work()
  const hash = hashOf(body)
  const where = sql`workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and request_key = ${key}`
  // A second one with this key waits here until the first has committed.
  const added = await prepared`insert into loyalty_requests (workspace_id, programme_id, request_key, body_hash, at)
    values (${desk.workspaceId}, ${desk.programmeId}, ${key}, ${hash}, ${desk.now.toString()}) on conflict do nothing`.execute(
    desk.tx,
  )
  if (added.numAffectedRows === 0n) {
    const first = (await findAnswers<T>(desk, [key])).get(key)
    if (!first?.hash.equals(hash)) throw keyReused()
    return first.answer
  }
  const answer = await work()
  await prepared`update loyalty_requests set answer = ${JSON.stringify(answer)}::jsonb where ${where}`.execute(desk.tx)
  return answer
}

export const keyReused = (): DomainError =>
  new DomainError('conflict', 'key_reused', 'This Idempotency-Key was used for something else.')

type Answered<T> = { hash: Buffer; answer: T }

/** What was answered to these keys, and to which body. */
async function findAnswers<T>(desk: Desk, keys: string[]): Promise<Map<string, Answered<T>>> {
  return (await askAtOnce(desk.tx, { answers: answersTo<T>(desk, keys) })).answers
}

export function answersTo<T>(
  { workspaceId, programmeId }: Pick<Desk, 'workspaceId' | 'programmeId'>,
  keys: string[],
): Question<Map<string, Answered<T>>> {
  const asks = sql<{ key: string; hash: string; answer: T }>`
    select request_key as key, encode(body_hash, 'hex') as hash, answer from loyalty_requests
    where workspace_id = ${workspaceId} and programme_id = ${programmeId} and request_key = any(${keys}::text[])`
  return question(
    keys.length === 0 ? null : asks,
    (rows) => new Map(rows.map(({ key, hash, answer }) => [key, { hash: Buffer.from(hash, 'hex'), answer }])),
  )
}

/** What a body is known again by, however its fields are ordered. */
export const hashOf = (body: unknown): Buffer => createHash('sha256').update(stable(body)).digest()

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${stable(field)}`).join(',')}}`
}
