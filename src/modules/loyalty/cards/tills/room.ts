import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import type { TillSession } from './till-session.ts'

/** So much of what was done without a connection is taken of one person in a day. */
const mostOffline = 100

/** A deed that is about to be done; `at`: when, which may be hours ago where that was without a connection. */
type Begun = { deedId: string; key: string; at: Temporal.Instant; now: Temporal.Instant; offline: boolean }

/**
 * Room for one more deed in the hour in which it is done, held until it is written down or refused. Whoever asks at the same moment with
 * the same PIN waits for this transaction and finds it taken. Throws till_limit_hour, offline_limit, till_signed_out.
 */
export async function takeRoom(tx: Tx, { device, personId, limits }: TillSession, begun: Begun): Promise<void> {
  const { deedId, key, at, now, offline } = begun
  const { workspaceId } = device
  const pin = await sql`select from loyalty_till_pins where workspace_id = ${workspaceId} and person_id = ${personId}
    for no key update`.execute(tx)
  if (pin.rows.length === 0)
    throw new DomainError('unauthorized', 'till_signed_out', 'Nobody is signed in at this till.')
  const [hour, day] = [at.subtract({ hours: 1 }), now.subtract({ hours: 24 })]
  const from = offline && Temporal.Instant.compare(day, hour) < 0 ? day : hour
  const mine = sql`workspace_id = ${workspaceId} and person_id = ${personId} and at > ${from.toString()}`
  // What is sent again under its key is one thing.
  const { rows } = await sql<{ inHour: number; offline: number }>`
    select count(distinct request_key) filter (where at > ${hour.toString()} and at <= ${at.toString()})::int as "inHour",
      count(distinct request_key) filter (where offline and at > ${day.toString()} and at <= ${now.toString()})::int as offline
    from (select request_key, at, offline from loyalty_till_deeds where ${mine} and undone_at is null
      union all select request_key, at, offline from loyalty_till_begun where ${mine} and request_key <> ${key}) done`.execute(
    tx,
  )
  const { inHour = 0, offline: inDay = 0 } = rows[0] ?? {}
  if (offline && inDay >= mostOffline)
    throw new DomainError('conflict', 'offline_limit', 'So much without a connection is not taken.', {
      most: mostOffline,
    })
  const { maxPerHour } = limits
  if (inHour >= maxPerHour)
    throw new DomainError('conflict', 'till_limit_hour', 'That is all you may give in an hour.', { most: maxPerHour })
  await sql`insert into loyalty_till_begun (workspace_id, deed_id, person_id, request_key, offline, at)
    values (${workspaceId}, ${deedId}, ${personId}, ${key}, ${offline}, ${at.toString()})`.execute(tx)
}

/** The deed is written down, or nothing was done; with it goes what a server that ended left behind two days ago. */
export async function leaveRoom(tx: Tx, { device, personId }: TillSession, { deedId, now }: Begun): Promise<void> {
  await sql`delete from loyalty_till_begun where workspace_id = ${device.workspaceId} and person_id = ${personId}
    and (deed_id = ${deedId} or at < ${now.subtract({ hours: 48 }).toString()})`.execute(tx)
}
