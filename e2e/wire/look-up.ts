import type { CustomerDetail, CustomerPage, TimelinePage } from '#contract/customers'
import type { Shop } from '../../src/testing/start-test-server.ts'

export type Seen = CustomerDetail & { events: TimelinePage['events'] }

/** The one customer whom a search finds, with their timeline, oldest first. */
export async function lookUp(shop: Shop, search: string): Promise<Seen> {
  const { customers } = await shop.read<CustomerPage>(`/customers?search=${encodeURIComponent(search)}`)
  const [found, ...more] = customers
  if (!found || more.length > 0) throw new Error(`${customers.length} customers match ${search}`)
  const detail = await shop.read<CustomerDetail>(`/customers/${found.customerId}`)
  const { events } = await shop.read<TimelinePage>(`/customers/${found.customerId}/timeline?limit=200`)
  return { ...detail, events: events.toReversed() }
}

export const identity = (person: CustomerDetail, kind: string): string[] =>
  person.identities.filter((id) => id.kind === kind).map((id) => id.value)

export const names = (person: Seen): string[] => person.events.map((event) => event.event)
