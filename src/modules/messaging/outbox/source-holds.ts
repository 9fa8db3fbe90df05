import { sql } from 'kysely'
import type { MessageSource } from '#contract/messaging'
import { appendCustomerEvents } from '#modules/customers'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { type ToldMessage, toldOf } from './tell-timeline.ts'

type Source = { kind: Exclude<MessageSource, 'test'>; id: string }

/** From the commit on nothing more of this sender goes out, also what is in the outbox already; what a worker has in hand still does. */
export async function holdMessages(
  tx: Tx,
  workspaceId: string,
  { kind, id }: Source,
  now: Temporal.Instant,
): Promise<void> {
  await sql`insert into message_holds (workspace_id, source_kind, source_id, held_at)
    values (${workspaceId}, ${kind}, ${id}, ${now.toString()}) on conflict do nothing`.execute(tx)
}

/** What was held goes on from where it was. */
export async function releaseMessages(tx: Tx, workspaceId: string, { kind, id }: Source): Promise<void> {
  await sql`delete from message_holds
    where workspace_id = ${workspaceId} and source_kind = ${kind} and source_id = ${id}`.execute(tx)
}

/** Also what a worker took and has not decided on: the higher fence refuses it. */
const stillWaits = sql`(state in ('queued', 'deferred') or state = 'claimed' and decided_at is null)`

/** Calls off some of what still waits of this sender, `most` at a time; how many it were. */
export async function cancelMessages(
  tx: Tx,
  workspaceId: string,
  { kind, id }: Source,
  now: Temporal.Instant,
  most: number,
): Promise<number> {
  const gone =
    await sql`update messages set state = 'suppressed', reason = 'cancelled', finished_at = ${now.toString()},
      lease_until = null, fence = fence + 1
    where workspace_id = ${workspaceId} and message_id in (select message_id from messages
      where workspace_id = ${workspaceId} and source_kind = ${kind} and source_id = ${id} and ${stillWaits}
      limit ${most} for update skip locked)`.execute(tx)
  return Number(gone.numAffectedRows ?? 0)
}

/** Whether something of this sender still waits, or is in the hand of a worker who has not decided on it. */
export async function hasWaiting(tx: Tx, workspaceId: string, { kind, id }: Source): Promise<boolean> {
  const { rows } = await sql`select from messages where workspace_id = ${workspaceId} and source_kind = ${kind}
    and source_id = ${id} and ${stillWaits} limit 1`.execute(tx)
  return rows.length > 0
}

/**
 * Calls off what still waits under these keys, because who queued it no longer wants it; what somebody must get (transactional) goes out all
 * the same, and what a service has in hand is not tried again. Says so on the timelines; how many it were. Wake the projector once committed.
 */
export async function callOffMessages(tx: Tx, clock: Clock, workspaceId: string, keys: string[]): Promise<number> {
  if (keys.length === 0) return 0
  await sql`update messages set called_off = true where workspace_id = ${workspaceId} and message_id in (select message_id from messages
    where workspace_id = ${workspaceId} and message_key = any(${keys}::text[]) and state = 'claimed' and decided_at is not null
      and purpose <> 'transactional' for update skip locked)`.execute(tx)
  const { rows } = await sql<ToldMessage>`with gone as (update messages set state = 'suppressed', reason = 'cancelled',
        finished_at = ${clock.now().toString()}, lease_until = null, fence = fence + 1
      where workspace_id = ${workspaceId} and message_id in (select message_id from messages
        where workspace_id = ${workspaceId} and message_key = any(${keys}::text[]) and ${stillWaits}
          and purpose <> 'transactional' for update skip locked)
      returning workspace_id, message_id, customer_id, template_id, channel, source_kind, source_id, source_run, data)
    select g.message_id as "messageId", g.customer_id as "customerId", coalesce(t.name, '') as "templateName", g.channel,
      g.source_kind as "sourceKind", g.source_id as "sourceId", g.source_run as "sourceRun", g.data
    from gone g left join message_templates t using (workspace_id, template_id)`.execute(tx)
  const told = rows.flatMap((one) => toldOf(one, 'Message Suppressed', { properties: { reason: 'cancelled' } }))
  await appendCustomerEvents(tx, clock, workspaceId, { kind: 'system' }, told)
  return rows.length
}
