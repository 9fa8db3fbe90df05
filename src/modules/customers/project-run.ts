import { sql } from 'kysely'
import type { CountryCode } from 'libphonenumber-js/min'
import { type EventBody, type LoggedEvent, noFacts, type Project } from '#modules/events'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { noteBulkChanges } from './bulk/note-bulk-changes.ts'
import {
  findOwners,
  findTargets,
  insertIdentities,
  moveIdentities,
  type NewCustomer,
  type Target,
  takeNumbers,
  touchCustomers,
} from './customers.repo.ts'
import { homeCountry, type Identity, readIdentities } from './identity/read-identities.ts'
import { releaseIdentities } from './identity/release-identities.ts'
import { identityKey, type Person, type Resolution, resolvePeople } from './identity/resolve-people.ts'
import { mergeSales } from './orders/merge-sales.ts'
import { projectOrders } from './orders/project-orders.ts'
import { projectProfiles } from './profile/project-profiles.ts'

/** Events in which nobody is joined or separated by hand: who they are, what is known of them, what they bought. */
export const projectRun: Project = async (tx, workspace, events) => {
  const { workspaceId } = workspace
  const country = homeCountry(workspace.locale)
  const targets = await findTargets(tx, workspaceId, givenIds(events))
  const gone = events.filter(({ body }) => body.customerId !== undefined && !targets.has(body.customerId))
  if (gone.length > 0) await forgetContent(tx, workspaceId, gone)
  const named = events.map(({ body }) => describeEvent(body, targets, country))
  const numbers = new Map<string, number>()
  for (const target of targets.values()) numbers.set(target.customerId, target.number)
  const known = await findKnown(
    tx,
    workspaceId,
    named.flatMap((n) => [...n.identities, ...previousOf(n.body.previousId)]),
    numbers,
  )
  const resolution = resolvePeople(named, known, () => newId())
  const { customerIds } = resolution
  const facts = noFacts()
  const seen = seenTimes(events, resolution)
  const created = await newCustomers(tx, workspaceId, events, resolution, seen, numbers)
  const merges = finalMerges(resolution)

  if (resolution.attached.size > 0) await insertIdentities(tx, workspaceId, [...resolution.attached.values()])
  const changes = await projectProfiles(tx, workspaceId, events, customerIds, merges, created, country, facts)
  if (changes.length > 0) {
    await releaseIdentities(tx, workspaceId, changes, country)
    await noteBulkChanges(tx, workspaceId, changes)
  }
  const recount = new Set<string>()
  if (merges.length > 0) {
    await moveIdentities(tx, workspaceId, merges)
    await mergeSales(tx, workspaceId, merges, numbers, recount, facts)
  }
  await touchCustomers(
    tx,
    workspaceId,
    seen.filter(({ id }) => !created.has(id)),
  )
  await projectOrders(tx, workspace, events, customerIds, { numbers, created: new Set(created.keys()), recount }, facts)
  return { customerIds, facts }
}

function givenIds(events: LoggedEvent[]): string[] {
  return [...new Set(events.flatMap(({ body }) => body.customerId ?? []))]
}

type Described = { body: EventBody; identities: Identity[]; owner?: Person }

/** An event of somebody who is gone meanwhile belongs to their empty place and says nothing. */
function describeEvent(body: EventBody, targets: Map<string, Target>, country: CountryCode): Described {
  if (body.customerId === undefined) return { body, identities: readIdentities(body, country) }
  const owner = targets.get(body.customerId)
  return owner
    ? { body, identities: readIdentities(body, country), owner }
    : { body, identities: [], owner: { customerId: body.customerId, named: false } }
}

// Somebody erased between the writing of an event and its projection leaves nothing behind in it.
async function forgetContent(tx: Tx, workspaceId: string, events: LoggedEvent[]): Promise<void> {
  for (const { body } of events) {
    delete body.traits
    delete body.properties
    delete body.context
  }
  await sql`update event_log set body = body::jsonb - 'traits' - 'properties' - 'context' where workspace_id = ${workspaceId}
    and position = any(${events.map((event) => event.position)}::bigint[])`.execute(tx)
}

function previousOf(previousId: string | undefined): Identity[] {
  if (previousId === undefined) return []
  return [
    { kind: 'external_id', value: previousId },
    { kind: 'anonymous_id', value: previousId },
  ]
}

/** `numbers` receives the numbers of everybody found. */
async function findKnown(
  tx: Tx,
  workspaceId: string,
  identities: Identity[],
  numbers: Map<string, number>,
): Promise<Map<string, Person>> {
  const distinct = new Map(identities.map((identity) => [identityKey(identity), identity]))
  const owners = await findOwners(tx, workspaceId, [...distinct.values()])
  for (const owner of owners) numbers.set(owner.customerId, owner.number)
  return new Map(owners.map((owner) => [identityKey(owner), { customerId: owner.customerId, named: owner.named }]))
}

async function newCustomers(
  tx: Tx,
  workspaceId: string,
  events: LoggedEvent[],
  resolution: Resolution,
  seen: Seen[],
  numbers: Map<string, number>,
): Promise<Map<string, NewCustomer>> {
  const created = [...resolution.created]
  if (created.length === 0) return new Map()
  const times = new Map(seen.map((s) => [s.id, s]))
  const first = await takeNumbers(tx, workspaceId, created.length)
  return new Map(
    created.map(([customerId, { first: index }], i) => {
      const number = first + i
      numbers.set(customerId, number)
      const event = events[index]
      const at = new Date(event?.occurredAt ?? 0).toISOString()
      const { first: firstSeenAt = at, last: lastSeenAt = at } = times.get(customerId) ?? {}
      return [customerId, { customerId, number, firstSeenAt, lastSeenAt, importId: event?.importId ?? null }]
    }),
  )
}

/** Chains of merges told as one step each: everybody goes straight to who remains. */
export function finalMerges(resolution: Resolution): { from: string; into: string }[] {
  const target = new Map(resolution.merges.map((merge) => [merge.from, merge.into]))
  return [...target.keys()].map((from) => {
    let into = from
    for (let next = target.get(into); next; next = target.get(into)) into = next
    return { from, into }
  })
}

type Seen = { id: string; first: string; last: string }

function seenTimes(events: LoggedEvent[], { customerIds }: Resolution): Seen[] {
  const seen = new Map<string, { first: number; last: number }>()
  events.forEach((event, i) => {
    // What is done at a desk with a customer is no visit of theirs.
    if (event.body.customerId !== undefined) return
    const id = customerIds[i] ?? ''
    const times = seen.get(id)
    if (!times) seen.set(id, { first: event.occurredAt, last: event.occurredAt })
    else {
      times.first = Math.min(times.first, event.occurredAt)
      times.last = Math.max(times.last, event.occurredAt)
    }
  })
  // In the order of the key, so that rows are visited as they lie.
  return [...seen]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, { first, last }]) => ({ id, first: new Date(first).toISOString(), last: new Date(last).toISOString() }))
}
