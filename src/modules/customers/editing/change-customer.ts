import type { ChangeCustomer, CreateCustomer } from '#contract/customer-edits'
import { type AuditActor, recordAudit } from '#modules/audit'
import { appendEvents, eventPosition } from '#modules/events'
import type { Clock } from '#platform/clock'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { appendCustomerEvents, type CustomerEvent } from '../append-customer-events.ts'
import { awaitEvents } from '../await-events.ts'
import { findOwners, findProfiles } from '../customers.repo.ts'
import { resolveCustomer } from '../get-customer.ts'
import { tagsChanged } from '../profile/change-tags.ts'
import { checkEdit } from './check-edit.ts'

export type EditDeps = { db: Db; clock: Clock; onWritten: (workspaceId: string) => void }

/**
 * Changes what is known of a customer, as events; returns their id when both engines know it. Throws not_found, invalid for values that
 * cannot be, conflict (email_taken, phone_taken with details.customerId) for what is somebody else's.
 */
export async function changeCustomer(
  deps: EditDeps,
  workspaceId: string,
  actor: AuditActor,
  customerId: string,
  change: ChangeCustomer,
): Promise<string> {
  const { id, position } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const id = await resolveCustomer(tx, workspaceId, customerId)
    const { tags, ...edit } = change
    const traits = await checkEdit(tx, workspaceId, edit, id)
    const events = await describeChange(tx, deps.clock, workspaceId, id, traits, tags)
    if (events.length === 0) return { id, position: 0 }
    await appendCustomerEvents(tx, deps.clock, workspaceId, actor, events)
    const position = await eventPosition(tx, workspaceId)
    const fields = [...Object.keys(traits), ...(tags ? ['tags'] : [])]
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.changed',
      target: { kind: 'customer', id },
      detail: { fields },
    })
    return { id, position }
  })
  if (position > 0) {
    deps.onWritten(workspaceId)
    await awaitEvents(deps.db, workspaceId, position)
  }
  return id
}

async function describeChange(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  customerId: string,
  traits: Record<string, unknown>,
  tags: string[] | undefined,
): Promise<CustomerEvent[]> {
  const profile = (await findProfiles(tx, workspaceId, [customerId])).get(customerId)
  const events: CustomerEvent[] = []
  const names = Object.keys(traits)
  if (names.length > 0) {
    // What an import dated into the future must not outlive a correction made today.
    const newest = Math.max(0, ...names.map((name) => profile?.traitTimes[name] ?? 0))
    const now = clock.now()
    const at = now.epochMilliseconds > newest ? now : Temporal.Instant.fromEpochMilliseconds(newest + 1)
    events.push({ customerId, traits, at })
  }
  if (tags !== undefined) {
    const before = new Set(profile?.tags)
    const after = new Set(tags)
    const added = [...after].filter((tag) => !before.has(tag))
    const removed = [...before].filter((tag) => !after.has(tag))
    if (added.length + removed.length > 0)
      events.push({ customerId, event: tagsChanged, properties: { added, removed } })
  }
  return events
}

/** Enters a customer by hand; returns their id. Throws like `changeCustomer`, and invalid when nothing says who they are. */
export async function createCustomer(
  deps: EditDeps,
  workspaceId: string,
  actor: AuditActor,
  wanted: CreateCustomer,
): Promise<string> {
  if (![wanted.name, wanted.email, wanted.phone].some((text) => text !== undefined && text !== ''))
    throw new DomainError('invalid', 'nobody_named', 'A name, an e-mail address or a phone number is needed.')
  const anonymousId = `console:${newId()}`
  const position = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { tags, ...edit } = wanted
    const told = await checkEdit(tx, workspaceId, edit)
    const traits = Object.fromEntries(
      Object.entries({ ...told, ...(tags?.length ? { tags } : {}) }).filter(([, v]) => v !== null),
    )
    await appendEvents(tx, deps.clock, workspaceId, [
      {
        messageId: anonymousId,
        occurredAt: deps.clock.now().toString(),
        source: 'console',
        body: { type: 'identify', anonymousId, traits },
      },
    ])
    const at = await eventPosition(tx, workspaceId)
    await recordAudit(tx, workspaceId, actor, {
      action: 'customer.created',
      target: { kind: 'customer' },
      detail: { fields: Object.keys(traits) },
    })
    return at
  })
  deps.onWritten(workspaceId)
  await awaitEvents(deps.db, workspaceId, position)
  const [owner] = await inWorkspace(deps.db, workspaceId, (tx) =>
    findOwners(tx, workspaceId, [{ kind: 'anonymous_id', value: anonymousId }]),
  )
  if (!owner)
    throw new DomainError('unavailable', 'still_working', 'The customer is on the way; look again shortly.', {
      retryAfter: 2,
    })
  return owner.customerId
}
