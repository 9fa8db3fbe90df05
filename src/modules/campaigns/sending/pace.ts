import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'

const minuteMs = 60_000
const hourMs = 3_600_000

/** From when on the messages of an hour are counted, and how many had been queued by then. */
export type Pace = { from: Temporal.Instant; queued: number }
export type Allowed = {
  room: number
  next: Temporal.Instant
  pace?: Pace
  /** as many wait for the morning as may go out in an hour: nobody is added to them, and whoever is awake goes on */
  onlyAwake: boolean
}

/**
 * How many messages may be queued now without more going out in an hour than was asked for, and when to look again where it is none. What was
 * missed – nothing ran, the tested were waited for, everybody left sleeps – is made up for by a minute's worth at most.
 */
export function allowedNow(
  { paceFrom, paceQueued, queued }: Pick<StoredCampaign, 'paceFrom' | 'paceQueued' | 'queued'>,
  perHour: number,
  asleep: number,
  now: Temporal.Instant,
): Allowed {
  const onlyAwake = asleep >= perHour
  // Those go out together when the night is over, and count from then on.
  const out = onlyAwake ? queued - asleep : queued
  const from = paceFrom?.getTime() ?? now.epochMilliseconds
  const room = Math.floor(((now.epochMilliseconds - from) * perHour) / hourMs) + 1 - (out - paceQueued)
  const most = Math.floor((minuteMs * perHour) / hourMs) + 1
  const minute = now.add({ milliseconds: minuteMs })
  if (room > most) {
    const pace = { from: now.subtract({ milliseconds: minuteMs }), queued: out }
    return { room: most, next: minute, pace, onlyAwake }
  }
  if (onlyAwake) return { room: Math.max(0, room), next: minute, onlyAwake }
  const wait = Math.max(250, Math.ceil(((1 - room) * hourMs) / perHour))
  return { room: Math.max(0, room), next: now.add({ milliseconds: wait }), onlyAwake }
}

/** Messages of a campaign that wait for the end of quiet hours or of a holiday; `most` at most. */
export async function countAsleep(
  tx: Tx,
  workspaceId: string,
  { campaignId }: Pick<StoredCampaign, 'campaignId'>,
  most: number,
): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from (select from messages
    where workspace_id = ${workspaceId} and source_kind = 'campaign' and source_id = ${campaignId} and state = 'deferred'
      and reason in ('quiet_hours', 'holiday') limit ${most}) m`.execute(tx)
  return found.rows[0]?.n ?? 0
}
