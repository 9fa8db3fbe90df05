import type { CountryCode } from 'libphonenumber-js/min'
import type { EventBody, LoggedEvent, Workspace } from '#modules/events'
import { newId } from '#platform/ids'
import type { FinishedProfile, ProfileRow } from '../customers.repo.ts'
import { homeCountry, type Identity, readIdentities, traitsOf } from '../identity/read-identities.ts'
import { type Resolution, resolvePeople } from '../identity/resolve-people.ts'
import { addToMeasures, type Measures, noMeasures } from '../orders/measures.repo.ts'
import type { OrderRow, RefundRow } from '../orders/orders.repo.ts'
import { addition, applyChange, readRefunds } from '../orders/project-orders.ts'
import { readOrder } from '../orders/read-order.ts'
import { isPurchase } from '../orders/sale-facts.ts'
import { mergeTraits } from '../profile/merge-traits.ts'
import { blankProfile, finishProfile, firstOf } from '../profile/project-profiles.ts'
import { finalMerges } from '../project-run.ts'

/** A customer as the projection leaves them; numbers count from 0 in the order in which they turn up. */
export type ProjectedCustomer = FinishedProfile & {
  firstSeenAt: number
  lastSeenAt: number
  mergedInto: string | null
  measures: Measures
}

export type History = {
  /** aligned with the events */
  customerIds: string[]
  customers: ProjectedCustomer[]
  identities: Resolution['attached']
  orders: OrderRow[]
  refunds: RefundRow[]
}

/**
 * What the projection makes of events of people whom a workspace does not know and who come up nowhere else, without a database:
 * the same rules as `projectRun`, with everything at hand. Nobody is joined or separated by hand.
 */
export function projectHistory(
  workspace: Workspace,
  events: LoggedEvent[],
  home: { currency: string; dayOf: (ms: number) => string },
): History {
  const country = homeCountry(workspace.locale)
  let same: { userId: string; identities: Identity[] } | undefined
  const named = events.map(({ body }) => {
    if (!saysAccountAlone(body)) return { body, identities: readIdentities(body, country) }
    if (same?.userId !== body.userId) same = { userId: body.userId ?? '', identities: readIdentities(body, country) }
    return { body, identities: same?.identities ?? [] }
  })
  const resolution = resolvePeople(named, new Map(), () => newId())
  const { customerIds } = resolution
  const customers = makeCustomers(events, resolution, country)
  const { orders, refunds } = readSales(events, customerIds, home)
  for (const customer of customers.values()) customer.measures = measure(customer.customerId, orders, refunds, home)
  return { customerIds, customers: [...customers.values()], identities: resolution.attached, orders, refunds }
}

/** Nothing but the account says whose it is, as with most events. */
function saysAccountAlone({ type, userId, anonymousId, context, properties }: EventBody): boolean {
  const isPlain = type === 'track' && anonymousId === undefined && context === undefined
  return isPlain && userId !== undefined && properties?.email === undefined
}

function makeCustomers(
  events: LoggedEvent[],
  resolution: Resolution,
  country: CountryCode,
): Map<string, ProjectedCustomer> {
  const merged = new Map(finalMerges(resolution).map(({ from, into }) => [from, into]))
  const profiles = new Map<string, ProfileRow & { firstSeenAt: number; lastSeenAt: number }>()
  for (const [customerId, { first }] of resolution.created) {
    const at = events[first]?.occurredAt ?? 0
    profiles.set(customerId, { ...blankProfile(customerId, profiles.size), firstSeenAt: at, lastSeenAt: at })
  }
  events.forEach((event, i) => {
    const profile = profiles.get(resolution.customerIds[i] ?? '')
    if (!profile) return
    const { body, occurredAt } = event
    mergeTraits(profile.traits, profile.traitTimes, traitsOf(body), occurredAt)
    profile.externalId = firstOf(profile.externalId, body.userId ?? null)
    profile.firstSeenAt = Math.min(profile.firstSeenAt, occurredAt)
    profile.lastSeenAt = Math.max(profile.lastSeenAt, occurredAt)
  })
  return new Map(
    [...profiles].map(([customerId, profile]) => [
      customerId,
      {
        ...profile,
        ...finishProfile(profile, country),
        mergedInto: merged.get(customerId) ?? null,
        measures: noMeasures(customerId),
      },
    ]),
  )
}

function readSales(
  events: LoggedEvent[],
  customerIds: string[],
  home: Parameters<typeof readOrder>[1],
): { orders: OrderRow[]; refunds: RefundRow[] } {
  const orders = new Map<string, OrderRow>()
  events.forEach((event, i) => {
    const change = readOrder(event, home)
    if (!change) return
    orders.set(change.orderId, applyChange(orders.get(change.orderId), change, event, customerIds[i] ?? ''))
  })
  return { orders: [...orders.values()], refunds: readRefunds(events, customerIds, home) }
}

function measure(customerId: string, orders: OrderRow[], refunds: RefundRow[], home: { currency: string }): Measures {
  const own = orders.filter((order) => order.customerId === customerId && isPurchase(order))
  const given = refunds.filter((refund) => refund.customerId === customerId && refund.currency === home.currency)
  const added = {
    customerId,
    orders: own.map((order) => addition(order, home.currency)),
    refundedMinor: given.reduce((sum, refund) => sum + refund.amountMinor, 0),
  }
  return addToMeasures(noMeasures(customerId), added, new Set())
}
