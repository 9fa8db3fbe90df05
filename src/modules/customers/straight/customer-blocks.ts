import type { LoggedEvent, Workspace } from '#modules/events'
import { type Block, binaryRows, copyRows } from '#platform/blocks'
import { takeableJson } from '#platform/clickhouse'
import { dayReader } from '#platform/clock'
import { finishMeasures } from '../orders/measures.repo.ts'
import { isPurchase, worthOfOrder, worthOfRefund } from '../orders/sale-facts.ts'
import { traitValues } from '../profile/project-profiles.ts'
import { type History, type ProjectedCustomer, projectHistory } from './project-history.ts'

/** Numbers count from the first customer of the blocks; `settle` them by `number`. */
export type CustomerBlocks = {
  /** Projects the whole history of people who come up nowhere else; whose each event is. */
  add: (events: LoggedEvent[]) => string[]
  /** How many customers there are in the blocks to be taken. */
  customers: () => number
  take: () => Block[]
}

type Kept = { rows: () => Uint8Array<ArrayBuffer>; places: number[]; count: number }

/** What PostgreSQL and ClickHouse keep of customers and their purchases, as blocks for a workspace that has none yet. */
export function customerBlocks(workspace: Workspace): CustomerBlocks {
  const { workspaceId, currency } = workspace
  const home = { currency, dayOf: dayReader(workspace.timeZone) }
  const people = copyRows()
  const identities = copyRows()
  const measures = copyRows()
  const orders = copyRows()
  const refunds = copyRows()
  const sales = binaryRows()
  const traits = binaryRows()
  const rhythms = binaryRows()
  const profiles = binaryRows()
  const kept = {
    people: { rows: people.take, places: [], count: 0 } as Kept,
    identities: { rows: identities.take, places: [], count: 0 } as Kept,
    measures: { rows: measures.take, places: [], count: 0 } as Kept,
    orders: { rows: orders.take, places: [], count: 0 } as Kept,
    refunds: { rows: refunds.take, places: [], count: 0 } as Kept,
    sales: { rows: sales.take, places: [], count: 0 } as Kept,
    traits: { rows: traits.take, places: [], count: 0 } as Kept,
    rhythms: { rows: rhythms.take, places: [], count: 0 } as Kept,
    profiles: { rows: profiles.take, places: [], count: 0 } as Kept,
  }
  let first = 0

  const writePerson = (person: ProjectedCustomer, number: number): void => {
    const optional = (value: string | null): void => (value === null ? people.none() : people.text(value))
    people.row(15)
    people.uuid(workspaceId)
    people.uuid(person.customerId)
    kept.people.places.push(people.place())
    people.int4(number)
    optional(person.name)
    optional(person.email)
    optional(person.phone)
    optional(person.externalId)
    const traitsText = JSON.stringify(person.traits)
    people.jsonb(traitsText)
    people.jsonb(JSON.stringify(person.traitTimes))
    people.texts(person.tags)
    people.text(person.searchText)
    people.instant(person.firstSeenAt)
    people.instant(person.lastSeenAt)
    people.bool(person.anonymous)
    if (person.mergedInto === null) people.none()
    else people.uuid(person.mergedInto)
    kept.people.count++
    profiles.uuid(workspaceId)
    profiles.uuid(person.customerId)
    profiles.uuid(person.mergedInto ?? person.customerId)
    kept.profiles.places.push(profiles.place())
    profiles.uint32(number)
    // Whatever the projector tells later has a higher version.
    profiles.uint64(0)
    profiles.instant(person.firstSeenAt)
    profiles.text(takeableJson(traitsText))
    kept.profiles.count++
    for (const [key, trait] of traitValues(person)) {
      traits.uuid(workspaceId)
      traits.text(trait)
      traits.text(key.slice(trait.length + 1))
      kept.traits.places.push(traits.place())
      traits.uint32(number)
      traits.int64(1)
      kept.traits.count++
    }
  }

  const writeMeasures = (person: ProjectedCustomer, number: number): void => {
    const m = finishMeasures(person.measures)
    const day = (value: string | null): void => (value === null ? measures.none() : measures.day(value))
    const instant = (value: string | null): void =>
      value === null ? measures.none() : measures.instant(Date.parse(value))
    measures.row(18)
    measures.uuid(workspaceId)
    measures.uuid(m.customerId)
    for (const count of [m.orders, m.visits, m.homeOrders]) measures.int4(count)
    measures.int8(m.revenueMinor)
    measures.int8(m.refundedMinor)
    if (m.costMinor === null) measures.none()
    else measures.int8(m.costMinor)
    measures.int8(m.averageMinor)
    instant(m.firstOrderAt)
    instant(m.lastOrderAt)
    day(m.firstVisitOn)
    day(m.lastVisitOn)
    measures.days(m.recentVisits)
    if (m.usualGapDays === null) measures.none()
    else measures.real(m.usualGapDays)
    day(m.lateFrom)
    measures.int8(m.yearlyMinor)
    day(m.cameBackOn)
    kept.measures.count++
    if (m.visits === 0) return
    rhythms.uuid(workspaceId)
    kept.rhythms.places.push(rhythms.place())
    rhythms.uint32(number)
    rhythms.uint64(0)
    rhythms.uint32(m.visits)
    rhythms.day(m.lateFrom ?? '2149-06-06')
    rhythms.day(m.cameBackOn ?? '1970-01-01')
    kept.rhythms.count++
  }

  const writeSales = (history: History, numbers: Map<string, number>): void => {
    for (const order of history.orders) {
      orders.row(12)
      orders.uuid(workspaceId)
      orders.text(order.orderId)
      orders.uuid(order.customerId)
      orders.instant(order.stateAt)
      orders.instant(order.orderedAt)
      orders.day(order.orderedOn)
      orders.text(order.currency)
      orders.int8(order.revenueMinor)
      if (order.costMinor === null) orders.none()
      else orders.int8(order.costMinor)
      orders.int4(order.items)
      orders.text(order.source)
      orders.bool(order.cancelled)
      kept.orders.count++
    }
    for (const refund of history.refunds) {
      refunds.row(9)
      refunds.uuid(workspaceId)
      refunds.uuid(refund.refundId)
      refunds.text(refund.orderId)
      refunds.uuid(refund.customerId)
      refunds.instant(refund.refundedAt)
      refunds.day(refund.refundedOn)
      refunds.text(refund.currency)
      refunds.int8(refund.amountMinor)
      refunds.text(refund.source)
      kept.refunds.count++
    }
    for (const order of history.orders)
      if (isPurchase(order)) writeSale(worthOfOrder(order, numbers.get(order.customerId) ?? 0, 1), order.orderedAt)
    for (const refund of history.refunds)
      writeSale(worthOfRefund(refund, numbers.get(refund.customerId) ?? 0, 1), refund.refundedAt)
  }

  const writeSale = (fact: ReturnType<typeof worthOfOrder>, at: number): void => {
    sales.uuid(workspaceId)
    sales.text(fact.source)
    sales.day(fact.day)
    kept.sales.places.push(sales.place())
    sales.uint32(fact.customer)
    sales.text(fact.order_id)
    sales.text(fact.currency)
    sales.instant(at)
    sales.int32(fact.orders)
    sales.int64(fact.revenue)
    sales.int64(fact.refunded)
    sales.int64(fact.cost)
    sales.int64(fact.costed_revenue)
    sales.int64(fact.items)
    kept.sales.count++
  }

  return {
    add: (events) => {
      const history = projectHistory(workspace, events, home)
      const numbers = new Map<string, number>()
      for (const person of history.customers) {
        const number = first + numbers.size
        numbers.set(person.customerId, number)
        writePerson(person, number)
        writeMeasures(person, number)
      }
      first += numbers.size
      const merged = new Map(history.customers.map((person) => [person.customerId, person.mergedInto]))
      for (const { identity, customerId } of history.identities.values()) {
        identities.row(4)
        identities.uuid(workspaceId)
        identities.text(identity.kind)
        identities.text(identity.value)
        identities.uuid(merged.get(customerId) ?? customerId)
        kept.identities.count++
      }
      writeSales(history, numbers)
      return history.customerIds
    },
    customers: () => first,
    take: () => {
      first = 0
      return Object.entries(kept).map(([what, of]) => {
        const { into, engine, as } = tables[what as keyof typeof kept]
        const block: Block = {
          into,
          engine,
          rows: of.rows(),
          count: of.count,
          counted: [{ by: 'number', places: Uint32Array.from(of.places.splice(0)), as }],
        }
        of.count = 0
        return block
      })
    },
  }
}

const tables = {
  people: {
    into: `customers (workspace_id, customer_id, number, name, email, phone, external_id, traits, trait_times, tags, search_text,
      first_seen_at, last_seen_at, is_anonymous, merged_into)`,
    engine: 'postgres',
    as: 'int4',
  },
  identities: { into: 'customer_identities (workspace_id, kind, value, customer_id)', engine: 'postgres', as: 'int4' },
  measures: {
    into: `customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, refunded_minor, cost_minor,
      average_minor, first_order_at, last_order_at, first_visit_on, last_visit_on, recent_visits, usual_gap_days, late_from,
      yearly_minor, came_back_on)`,
    engine: 'postgres',
    as: 'int4',
  },
  orders: {
    into: `orders (workspace_id, order_id, customer_id, state_at, ordered_at, ordered_on, currency, revenue_minor, cost_minor, items,
      source, cancelled)`,
    engine: 'postgres',
    as: 'int4',
  },
  refunds: {
    into: `refunds (workspace_id, refund_id, order_id, customer_id, refunded_at, refunded_on, currency, amount_minor, source)`,
    engine: 'postgres',
    as: 'int4',
  },
  sales: { into: 'sales', engine: 'clickhouse', as: 'uint32' },
  traits: { into: 'customer_traits', engine: 'clickhouse', as: 'uint32' },
  rhythms: { into: 'customer_rhythms', engine: 'clickhouse', as: 'uint32' },
  profiles: { into: 'customer_profiles', engine: 'clickhouse', as: 'uint32' },
} satisfies Record<string, { into: string; engine: Block['engine']; as: 'int4' | 'uint32' }>
