import { sql } from 'kysely'
import { customerFamilies } from '#modules/customers'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import type { StoredSurvey } from './surveys.repo.ts'

/** A message that waits for longer than this was most likely held back, and asks nobody. */
const mostWaitingDays = 3

/**
 * Asks people in their messages, by message: whoever was asked anything within the days of the survey, or is about to be, is left out.
 * The same message again has the ask it had. `customerId` is who somebody is now.
 */
export async function putAsks(
  tx: Tx,
  { clock }: { clock: Clock },
  workspaceId: string,
  { surveyId, guardDays }: Pick<StoredSurvey, 'surveyId' | 'guardDays'>,
  people: { messageId: string; customerId: string }[],
): Promise<Map<string, string>> {
  const now = clock.now()
  const ids = people.map(({ customerId }) => customerId)
  const messages = people.map(({ messageId }) => messageId)
  // Of several messages to one person at once the first alone may ask.
  const firsts = people.filter(({ customerId }, i) => ids.indexOf(customerId) === i).map(({ messageId }) => messageId)
  const keys = [...new Set(ids)].toSorted().map((id) => `survey:${workspaceId}:${id}`)
  // Two messages to one person are never judged at once; in one order, so that nobody waits in a circle.
  await sql`select pg_advisory_xact_lock(hashtextextended(k.key, 0)) from unnest(${keys}::text[]) as k (key)`.execute(
    tx,
  )
  const families = await customerFamilies(tx, workspaceId, ids)
  const since = now.subtract({ hours: 24 * guardDays }).toString()
  const waitingSince = now.subtract({ hours: 24 * Math.min(guardDays, mostWaitingDays) }).toString()
  await sql`insert into survey_asks (workspace_id, ask_id, survey_id, customer_id, message_id, asked_at)
    select ${workspaceId}, p.ask_id, ${surveyId}, p.customer_id, p.message_id, ${now.toString()}
    from unnest(${people.map(() => newId(now.epochMilliseconds))}::uuid[], ${ids}::uuid[], ${messages}::uuid[])
      as p (ask_id, customer_id, message_id)
    where (${guardDays} = 0 or p.message_id = any(${firsts}::uuid[])) and not exists (
      select from unnest(${families.map(({ id }) => id)}::uuid[], ${families.map(({ personId }) => personId)}::uuid[]) as f (id, person)
      join survey_asks a on a.workspace_id = ${workspaceId} and a.customer_id = f.id
      where f.person = p.customer_id and a.message_id <> p.message_id
        and (a.sent_at > ${since} or (a.sent_at is null and a.asked_at > ${waitingSince})))
    on conflict (workspace_id, message_id, survey_id) do nothing`.execute(tx)
  const { rows } = await sql<{ askId: string; messageId: string }>`
    select ask_id as "askId", message_id as "messageId" from survey_asks
    where workspace_id = ${workspaceId} and survey_id = ${surveyId} and message_id = any(${messages}::uuid[])`.execute(
    tx,
  )
  return new Map(rows.map(({ askId, messageId }) => [messageId, askId]))
}
