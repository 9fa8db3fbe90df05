import { appendEvents, type CanonicalEvent } from '#modules/events'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Db, Tx } from '#platform/postgres'

export type CustomerEvent = {
  customerId: string
  /** what happened, as `Note Added`; without it the event only tells traits */
  event?: string
  properties?: Record<string, unknown>
  /** null takes a trait away */
  traits?: Record<string, unknown>
  /** when it happened; now, when not given */
  at?: Temporal.Instant
  /** makes appending the same again harmless; a new one, when not given */
  messageId?: string
  /** the bulk edit it is part of, which then knows what stood there before */
  bulkEditId?: string
}

/** A request's `c.var.actor`, or the program itself. */
export type EventActor = { kind: 'person' | 'key'; actorId: string } | { kind: 'system' }

/**
 * Appends what somebody at a desk, or the program, did with customers to the log, source 'console'. Each event belongs to the customer
 * named, or to whom they were joined to by then; it never joins people. Inside a transaction it commits with it. Wake the projector
 * once committed (`onWritten`). Events of customers who are gone by then tell nothing.
 */
export async function appendCustomerEvents(
  db: Db | Tx,
  clock: Clock,
  workspaceId: string,
  actor: EventActor,
  events: CustomerEvent[],
): Promise<void> {
  await appendEvents(
    db,
    clock,
    workspaceId,
    events.map((event) => toCanonical(event, clock, actor)),
  )
}

function toCanonical(told: CustomerEvent, clock: Clock, actor: EventActor): CanonicalEvent {
  const { customerId, event, properties, traits, at = clock.now(), messageId, bulkEditId } = told
  const who = { actor: actor.kind === 'system' ? { kind: 'system' } : { kind: actor.kind, id: actor.actorId } }
  const context = { ...who, ...(bulkEditId === undefined ? {} : { bulk_edit_id: bulkEditId }) }
  return {
    messageId: messageId ?? `console:${newId()}`,
    occurredAt: at.toString(),
    source: 'console',
    body:
      event === undefined
        ? { type: 'identify', customerId, traits: traits ?? {}, context }
        : {
            type: 'track',
            customerId,
            event,
            properties: properties ?? {},
            context: { ...context, ...(traits ? { traits } : {}) },
          },
  }
}
