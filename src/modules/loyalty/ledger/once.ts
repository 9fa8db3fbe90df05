import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { prepared } from '#platform/postgres'
import type { Desk } from './desk.ts'

/**
 * Does it once for a key: the same again gets the first answer, the same key for something else is refused. A refusal is not kept,
 * so that a till may try again. Taken before any other lock. `work` may hand its answer over before the books are closed, to be written
 * with them.
 */
export async function once<T>(
  desk: Desk,
  key: string | undefined,
  body: unknown,
  work: (keepAnswer: (answer: T) => void) => Promise<T>,
): Promise<T> {
  if (key === undefined) return await work(() => {})
  const hash = createHash('sha256').update(stable(body)).digest()
  const where = sql`workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and request_key = ${key}`
  // A second one with this key waits here until the first has committed.
  const added = await prepared`insert into loyalty_requests (workspace_id, programme_id, request_key, body_hash, at)
    values (${desk.workspaceId}, ${desk.programmeId}, ${key}, ${hash}, ${desk.now.toString()}) on conflict do nothing`.execute(
    desk.tx,
  )
  if (added.numAffectedRows === 0n) {
    const { rows } = await prepared<{ hash: Buffer; answer: T }>`
      select body_hash as hash, answer from loyalty_requests where ${where}`.execute(desk.tx)
    const [first] = rows
    if (!first?.hash.equals(hash))
      throw new DomainError('conflict', 'key_reused', 'This Idempotency-Key was used for something else.')
    return first.answer
  }
  let isKept = false
  const answer = await work((body) => {
    desk.answer = { key, body }
    isKept = true
  })
  if (isKept) return answer
  await prepared`update loyalty_requests set answer = ${JSON.stringify(answer)}::jsonb where ${where}`.execute(desk.tx)
  return answer
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${sorted.map(([name, field]) => `${JSON.stringify(name)}:${stable(field)}`).join(',')}}`
}
