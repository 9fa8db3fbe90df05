import type { AuditActor } from '#modules/audit'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { CareDeps } from './care-deps.ts'

/** A customer, and everybody who was joined to them: what was written for any of them is theirs. */
export type Family = { workspaceId: string; customerId: string; ids: [string, ...string[]] }

/** Throws customer_not_found for an id that this workspace never had. */
export async function findFamily(tx: Tx, workspaceId: string, anyId: string): Promise<Family> {
  const [customerId = anyId, ...joined] = await customerFamily(tx, workspaceId, anyId)
  return { workspaceId, customerId, ids: [customerId, ...joined] }
}

export async function readCustomer<T>(
  deps: Pick<CareDeps, 'db'>,
  workspaceId: string,
  anyId: string,
  work: (tx: Tx, family: Family) => Promise<T>,
): Promise<T> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => work(tx, await findFamily(tx, workspaceId, anyId)))
}

export type Change = { tx: Tx; family: Family; actor: AuditActor; now: Temporal.Instant }

/** One transaction about one customer; the projector is told afterwards, for what was put on the timeline. */
export async function changeCustomer<T>(
  deps: Pick<CareDeps, 'db' | 'clock' | 'onWritten'>,
  who: { workspaceId: string; customerId: string; actor: AuditActor },
  work: (change: Change) => Promise<T>,
): Promise<T> {
  const { workspaceId, customerId, actor } = who
  const done = await inWorkspace(deps.db, workspaceId, async (tx) =>
    work({ tx, family: await findFamily(tx, workspaceId, customerId), actor, now: deps.clock.now() }),
  )
  deps.onWritten(workspaceId)
  return done
}

/** Puts what a person did onto the customer's timeline, in the transaction of the change. Never the words they wrote. */
export async function tellTimeline(
  { tx, family, actor, now }: Change,
  event: string,
  properties: Record<string, unknown>,
  at = now,
): Promise<void> {
  const told = { customerId: family.customerId, event, properties, at }
  await appendCustomerEvents(tx, { now: () => now }, family.workspaceId, actor, [told])
}

export const authorOf = (actor: AuditActor) => ({
  authorKind: actor.kind,
  authorId: actor.kind === 'system' ? null : actor.actorId,
})
