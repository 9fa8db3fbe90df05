import { sql } from 'kysely'
import type { MessagePolicy } from '#contract/message-policy'
import type { MessagePurpose } from '#contract/messaging'
import { readScores } from '#modules/customers'
import type { Tx } from '#platform/postgres'

type Asked = { messageId: string; customerId: string; purpose: MessagePurpose }

/**
 * The hour of the shop's day at which each of these people mostly buys, by message id, where a message may wait for it: promotional ones, of
 * people who come often enough to tell, and each once.
 */
export async function readBestHours(
  tx: Tx,
  workspaceId: string,
  policy: MessagePolicy,
  asked: Asked[],
): Promise<Map<string, number>> {
  const may = policy.atBestHour ? asked.filter(({ purpose }) => purpose === 'promotional') : []
  if (may.length === 0) return new Map()
  const { rows } = await sql<{ messageId: string }>`select message_id as "messageId" from messages
    where workspace_id = ${workspaceId} and message_id = any(${may.map((one) => one.messageId)}::uuid[])
      and (reason = 'best_hour' or template_version is not null)`.execute(tx)
  // Neither a worker that was late by an hour puts it off for another day, nor a service that put it off at its hour.
  const waited = new Set(rows.map((row) => row.messageId))
  const scores = await readScores(
    tx,
    workspaceId,
    may.map((one) => one.customerId),
  )
  return new Map(
    may.flatMap(({ messageId, customerId }): [string, number][] => {
      const hour = scores.get(customerId)?.bestHour ?? null
      return hour === null || waited.has(messageId) ? [] : [[messageId, hour]]
    }),
  )
}

/** When that hour comes next in the shop's zone; undefined while it lasts. */
export function nextHour(hour: number, timeZone: string, now: Temporal.Instant): Temporal.Instant | undefined {
  const local = now.toZonedDateTimeISO(timeZone)
  if (local.hour === hour) return undefined
  const today = local.startOfDay().with({ hour })
  return (Temporal.ZonedDateTime.compare(today, local) > 0 ? today : today.add({ days: 1 })).toInstant()
}
