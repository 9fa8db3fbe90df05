import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { addVisits, keptVisits, readRhythm, yearlyValue } from '../rhythm.ts'

export type Measures = {
  customerId: string
  orders: number
  visits: number
  /** orders in the workspace's currency, which money and average are of */
  homeOrders: number
  revenueMinor: number
  refundedMinor: number
  costMinor: number | null
  firstOrderAt: string | null
  lastOrderAt: string | null
  firstVisitOn: string | null
  lastVisitOn: string | null
  recentVisits: string[]
}

export type Added = {
  customerId: string
  /** `at` in Unix milliseconds */
  orders: { at: number; day: string; revenueMinor: number; costMinor: number | null; home: boolean }[]
  refundedMinor: number
}

export function noMeasures(customerId: string): Measures {
  return {
    customerId,
    orders: 0,
    visits: 0,
    homeOrders: 0,
    revenueMinor: 0,
    refundedMinor: 0,
    costMinor: null,
    firstOrderAt: null,
    lastOrderAt: null,
    firstVisitOn: null,
    lastVisitOn: null,
    recentVisits: [],
  }
}

export async function findMeasures(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Measures[]> {
  if (customerIds.length === 0) return []
  const found = await sql<Measures>`select customer_id as "customerId", orders, visits, home_orders as "homeOrders",
      revenue_minor as "revenueMinor", refunded_minor as "refundedMinor", cost_minor as "costMinor",
      first_order_at as "firstOrderAt", last_order_at as "lastOrderAt",
      first_visit_on as "firstVisitOn", last_visit_on as "lastVisitOn", recent_visits as "recentVisits"
    from customer_measures where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(
    tx,
  )
  return found.rows.map((row) => ({
    ...row,
    firstOrderAt: isoOrNull(row.firstOrderAt),
    lastOrderAt: isoOrNull(row.lastOrderAt),
  }))
}

function isoOrNull(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null
}

/** Days, of the pairs given, on which the customer had bought already. Keys are `customerId day`. */
export async function findVisitDays(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  days: string[],
): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set()
  const found = await sql<{ id: string; day: string }>`select distinct o.customer_id as id, o.ordered_on as day
    from unnest(${customerIds}::uuid[], ${days}::date[]) as k (customer_id, day)
    join orders o on o.workspace_id = ${workspaceId} and o.customer_id = k.customer_id and o.ordered_on = k.day
    where not o.cancelled and o.revenue_minor > 0`.execute(tx)
  return new Set(found.rows.map((row) => `${row.id} ${row.day}`))
}

/** Adds purchases and refunds to what was measured. `known` holds the visit days there were before. */
export function addToMeasures(measures: Measures, added: Added, known: Set<string>): Measures {
  const next = { ...measures, refundedMinor: measures.refundedMinor + added.refundedMinor }
  const days = new Set<string>()
  const isKnown = (day: string): boolean => known.size > 0 && known.has(`${added.customerId} ${day}`)
  let first = next.firstOrderAt === null ? Number.POSITIVE_INFINITY : Date.parse(next.firstOrderAt)
  let last = next.lastOrderAt === null ? Number.NEGATIVE_INFINITY : Date.parse(next.lastOrderAt)
  for (const order of added.orders) {
    next.orders++
    if (order.home) {
      next.homeOrders++
      next.revenueMinor += order.revenueMinor
      if (order.costMinor !== null) next.costMinor = (next.costMinor ?? 0) + order.costMinor
    }
    first = Math.min(first, order.at)
    last = Math.max(last, order.at)
    if (next.firstVisitOn === null || order.day < next.firstVisitOn) next.firstVisitOn = order.day
    if (next.lastVisitOn === null || order.day > next.lastVisitOn) next.lastVisitOn = order.day
    if (!isKnown(order.day)) days.add(order.day)
  }
  if (added.orders.length > 0) {
    next.firstOrderAt = new Date(first).toISOString()
    next.lastOrderAt = new Date(last).toISOString()
  }
  next.visits += days.size
  next.recentVisits = addVisits(next.recentVisits, [...days])
  return next
}

/** Measures anew from every order: for customers whose orders were changed, taken back or joined. */
export async function recountMeasures(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  currency: string,
): Promise<Measures[]> {
  const found = await sql<Measures>`
    select c.id as "customerId", coalesce(o.orders, 0)::int as orders, coalesce(o.visits, 0)::int as visits,
      coalesce(o.home_orders, 0)::int as "homeOrders", coalesce(o.revenue, 0)::bigint as "revenueMinor",
      coalesce(r.refunded, 0)::bigint as "refundedMinor", o.cost::bigint as "costMinor",
      o.first_at as "firstOrderAt", o.last_at as "lastOrderAt", o.first_on as "firstVisitOn", o.last_on as "lastVisitOn",
      coalesce(v.days, '{}')::date[] as "recentVisits"
    from unnest(${customerIds}::uuid[]) as c (id)
    left join lateral (select count(*) as orders, count(distinct ordered_on) as visits,
        count(*) filter (where currency = ${currency}) as home_orders,
        sum(revenue_minor) filter (where currency = ${currency}) as revenue, sum(cost_minor) filter (where currency = ${currency}) as cost,
        min(ordered_at) as first_at, max(ordered_at) as last_at, min(ordered_on) as first_on, max(ordered_on) as last_on
      from orders where workspace_id = ${workspaceId} and customer_id = c.id and not cancelled and revenue_minor > 0) o on true
    left join lateral (select sum(amount_minor) filter (where currency = ${currency}) as refunded
      from refunds where workspace_id = ${workspaceId} and customer_id = c.id) r on true
    left join lateral (select array_agg(day order by day) as days from (select distinct ordered_on as day from orders
      where workspace_id = ${workspaceId} and customer_id = c.id and not cancelled and revenue_minor > 0
      order by day desc limit ${keptVisits}) d) v on true`.execute(tx)
  return found.rows.map((row) => ({
    ...row,
    firstOrderAt: isoOrNull(row.firstOrderAt),
    lastOrderAt: isoOrNull(row.lastOrderAt),
  }))
}

/** With what follows from the measures themselves. */
export function finishMeasures(m: Measures) {
  return {
    ...m,
    ...readRhythm(m.recentVisits),
    averageMinor: m.homeOrders === 0 ? 0 : Math.round(m.revenueMinor / m.homeOrders),
    yearlyMinor: yearlyValue(m.revenueMinor, m.visits, m.firstVisitOn, m.lastVisitOn),
  }
}

export async function saveMeasures(tx: Tx, workspaceId: string, all: Measures[]): Promise<void> {
  if (all.length === 0) return
  const rows = all.map(finishMeasures)
  await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor, refunded_minor,
      cost_minor, average_minor, first_order_at, last_order_at, first_visit_on, last_visit_on, recent_visits, usual_gap_days,
      late_from, yearly_minor, came_back_on)
    select ${workspaceId}, m."customerId", m.orders, m.visits, m."homeOrders", m."revenueMinor", m."refundedMinor", m."costMinor",
      m."averageMinor", m."firstOrderAt", m."lastOrderAt", m."firstVisitOn", m."lastVisitOn", m."recentVisits", m."usualGapDays",
      m."lateFrom", m."yearlyMinor", m."cameBackOn"
    from json_to_recordset(${JSON.stringify(rows)}::json) as m ("customerId" uuid, orders int, visits int, "homeOrders" int,
      "revenueMinor" bigint, "refundedMinor" bigint, "costMinor" bigint, "averageMinor" bigint, "firstOrderAt" timestamptz,
      "lastOrderAt" timestamptz, "firstVisitOn" date, "lastVisitOn" date, "recentVisits" date[], "usualGapDays" real,
      "lateFrom" date, "yearlyMinor" bigint, "cameBackOn" date)
    on conflict (workspace_id, customer_id) do update set orders = excluded.orders, visits = excluded.visits,
      home_orders = excluded.home_orders, revenue_minor = excluded.revenue_minor, refunded_minor = excluded.refunded_minor,
      cost_minor = excluded.cost_minor, average_minor = excluded.average_minor, first_order_at = excluded.first_order_at,
      last_order_at = excluded.last_order_at, first_visit_on = excluded.first_visit_on, last_visit_on = excluded.last_visit_on,
      recent_visits = excluded.recent_visits, usual_gap_days = excluded.usual_gap_days, late_from = excluded.late_from,
      yearly_minor = excluded.yearly_minor, came_back_on = excluded.came_back_on`.execute(tx)
}
