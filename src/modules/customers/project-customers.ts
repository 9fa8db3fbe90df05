import { type LoggedEvent, noFacts, type Project } from '#modules/events'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import {
  findNumbers,
  findOwners,
  insertCustomers,
  insertIdentities,
  moveIdentities,
  takeNumbers,
  touchCustomers,
} from './customers.repo.ts'
import { homeCountry, type Identity, readIdentities } from './identity/read-identities.ts'
import { identityKey, type Person, type Resolution, resolvePeople } from './identity/resolve-people.ts'
import { mergeSales } from './orders/merge-sales.ts'
import { projectOrders } from './orders/project-orders.ts'
import { projectProfiles } from './profile/project-profiles.ts'

/** What a batch of events means for customers: who they are, what is known of them, what they bought. */
export const projectCustomers: Project = async (tx, workspace, events) => {
  const { workspaceId } = workspace
  const country = homeCountry(workspace.locale)
  const named = events.map((event) => ({ body: event.body, identities: readIdentities(event.body, country) }))
  const known = await findKnown(
    tx,
    workspaceId,
    named.flatMap((n) => [...n.identities, ...previousOf(n.body.previousId)]),
  )
  const resolution = resolvePeople(named, known, () => newId())
  const { customerIds, merges } = resolution
  const facts = noFacts()

  await createCustomers(tx, workspaceId, events, resolution)
  if (resolution.attached.size > 0) await insertIdentities(tx, workspaceId, [...resolution.attached.values()])
  const ids = new Set([...customerIds, ...merges.flatMap((merge) => [merge.from, merge.into])])
  const numbers = await findNumbers(tx, workspaceId, [...ids])
  const final = finalMerges(resolution)
  const recount = new Set<string>()
  if (final.length > 0) {
    await moveIdentities(tx, workspaceId, final)
    await mergeSales(tx, workspaceId, final, numbers, recount, facts)
  }
  await touchCustomers(tx, workspaceId, seenTimes(events, customerIds))
  await projectProfiles(tx, workspaceId, events, customerIds, final, new Set(resolution.created.keys()), country, facts)
  await projectOrders(tx, workspace, events, customerIds, numbers, recount, facts)
  return { customerIds, facts }
}

function previousOf(previousId: string | undefined): Identity[] {
  if (previousId === undefined) return []
  return [
    { kind: 'external_id', value: previousId },
    { kind: 'anonymous_id', value: previousId },
  ]
}

async function findKnown(tx: Tx, workspaceId: string, identities: Identity[]): Promise<Map<string, Person>> {
  const distinct = new Map(identities.map((identity) => [identityKey(identity), identity]))
  const owners = await findOwners(tx, workspaceId, [...distinct.values()])
  return new Map(owners.map((owner) => [identityKey(owner), { customerId: owner.customerId, named: owner.named }]))
}

async function createCustomers(
  tx: Tx,
  workspaceId: string,
  events: LoggedEvent[],
  resolution: Resolution,
): Promise<void> {
  const created = [...resolution.created]
  if (created.length === 0) return
  const first = await takeNumbers(tx, workspaceId, created.length)
  const rows = created.map(([id, { first: index, named }], i) => {
    const event = events[index]
    return {
      id,
      number: first + i,
      seen: new Date(event?.occurredAt ?? 0).toISOString(),
      anonymous: !named,
      import: event?.importId ?? null,
    }
  })
  await insertCustomers(tx, workspaceId, rows)
}

/** Chains of merges told as one step each: everybody goes straight to who remains. */
function finalMerges(resolution: Resolution): { from: string; into: string }[] {
  const target = new Map(resolution.merges.map((merge) => [merge.from, merge.into]))
  return [...target.keys()].map((from) => {
    let into = from
    for (let next = target.get(into); next; next = target.get(into)) into = next
    return { from, into }
  })
}

function seenTimes(events: LoggedEvent[], customerIds: string[]): { id: string; first: string; last: string }[] {
  const seen = new Map<string, { first: number; last: number }>()
  events.forEach((event, i) => {
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
