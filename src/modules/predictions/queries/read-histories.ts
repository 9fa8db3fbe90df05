import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { refundDays as refundsCountFor } from '../learning/features.ts'
import { type Histories, unknownHour } from '../learning/histories.ts'

/** Customer numbers, both included. */
export type Range = { from: number; to: number }
type Asked = {
  ranges: Range[]
  asOf: string
  currency: string
  timeZone: string
  hasRefunds: boolean
  /** all sources that the shop's orders came from */
  sources: string[]
  /** numbers of customers who are left out */
  without?: number[]
  /** for who asks again and again: what was given back, read before for everybody */
  refunds?: Refunds
}

/** Whose and on which day, in the order of the customers' numbers. */
export type Refunds = readonly [Uint32Array, Uint16Array]

/** What anybody gave back so lately that it counts today. `sales` lies by day: asked a range of customers at a time, all of it would be read each time. */
export async function readRecentRefunds(
  ch: WorkspaceClickhouse,
  { asOf, hasRefunds }: { asOf: string; hasRefunds: boolean },
  signal?: AbortSignal,
): Promise<Refunds> {
  return hasRefunds ? await findRefunds(ch, `day > {asOf:Date} - ${refundsCountFor}`, asOf, signal) : noRefunds
}

const noRefunds: Refunds = [new Uint32Array(), new Uint16Array()]

async function findRefunds(
  ch: WorkspaceClickhouse,
  which: string,
  asOf: string,
  signal?: AbortSignal,
): Promise<Refunds> {
  return await ch.arrays(
    `SELECT groupArray(customer), groupArray(toUInt16(day)) FROM (
      SELECT customer, day FROM sales
      WHERE workspace_id = {workspace_id:UUID} AND ${which} AND orders = 0 AND refunded > 0 AND day <= {asOf:Date}
      ORDER BY customer, day)`,
    ['UInt32', 'UInt16'],
    { asOf },
    signal ? { signal } : {},
  )
}

/**
 * What customers of some numbers bought up to a day, and what they gave back. A customer's rows lie together in
 * `customer_days`, so only theirs are read; numbers come as arrays, which nobody has to parse.
 */
export async function readHistories(ch: WorkspaceClickhouse, asked: Asked, signal?: AbortSignal): Promise<Histories> {
  const { ranges, asOf, currency, timeZone, sources, without = [] } = asked
  const within = `(${ranges.map(({ from, to }) => `customer BETWEEN ${from} AND ${to}`).join(' OR ')})`
  const whose = without.length === 0 ? within : `${within} AND customer NOT IN {without:Array(UInt32)}`
  const params = { asOf, currency, timeZone, sources, without }
  const options = signal ? { signal } : {}
  const [visits, totals, refunds] = await Promise.all([
    ch.arrays(
      `SELECT groupArray(customer), groupArray(toUInt16(day)), groupArray(money), groupArray(hour), groupArray(code)
      FROM (
        SELECT customer, day, toFloat64(sum(if(currency = {currency:String}, revenue, 0))) AS money,
          toUInt8(toHour(toTimeZone(min(first_at), {timeZone:String}))) AS hour,
          toUInt16(indexOf({sources:Array(String)}, toString(any(source)))) AS code
        FROM customer_days WHERE workspace_id = {workspace_id:UUID} AND ${whose} AND day <= {asOf:Date}
        GROUP BY customer, day HAVING sum(orders) > 0 ORDER BY customer, day)`,
      ['UInt32', 'UInt16', 'Float64', 'UInt8', 'UInt16'],
      params,
      options,
    ),
    ch.arrays(
      `SELECT groupArray(customer), groupArray(gross), groupArray(refunded), groupArray(cost), groupArray(costed)
      FROM (
        SELECT customer, toFloat64(sum(t.revenue)) AS gross, toFloat64(sum(t.refunded)) AS refunded, toFloat64(sum(t.cost)) AS cost,
          toFloat64(sum(t.costed_revenue)) AS costed
        FROM customer_totals AS t WHERE workspace_id = {workspace_id:UUID} AND ${whose} AND currency = {currency:String}
        GROUP BY customer ORDER BY customer)`,
      ['UInt32', 'Float64', 'Float64', 'Float64', 'Float64'],
      params,
      options,
    ),
    asked.refunds ?? (asked.hasRefunds ? findRefunds(ch, within, asOf, signal) : noRefunds),
  ])
  return toHistories(visits, totals, refunds, sources)
}

type Visits = readonly [Uint32Array, Uint16Array, Float64Array, Uint8Array, Uint16Array]
type Totals = readonly [Uint32Array, Float64Array, Float64Array, Float64Array, Float64Array]

function toHistories(visits: Visits, totals: Totals, refunds: Refunds, sources: string[]) {
  const [whose, days, revenue, hours, codes] = visits
  const customers: number[] = []
  const starts: number[] = []
  for (let k = 0; k < whose.length; k++) {
    if (k > 0 && whose[k] === whose[k - 1]) continue
    customers.push(whose[k] ?? 0)
    starts.push(k)
  }
  starts.push(whose.length)
  const [gross, refunded, margins] = sumsOf(customers, totals)
  const histories: Histories = {
    customers: Uint32Array.from(customers),
    starts: Uint32Array.from(starts),
    days,
    revenue,
    hours: hours.map((hour) => (hour < 24 ? hour : unknownHour)),
    // A source is counted from 1; 0 is one that was not known when the run began.
    sources: Uint16Array.from(customers, (_, i) => codes[(starts[i + 1] ?? 1) - 1] ?? 0),
    sourceNames: ['', ...sources],
    ...refundsOf(customers, refunds),
    gross,
    refunded,
    margins,
  }
  return histories
}

/** What was given back when, of each; both are in the order of the customers' numbers. */
function refundsOf(customers: number[], [whose, days]: Refunds) {
  const refundStarts = new Uint32Array(customers.length + 1)
  const refundDays: number[] = []
  let at = firstFrom(whose, customers[0] ?? 0)
  for (const [i, customer] of customers.entries()) {
    while (at < whose.length && (whose[at] ?? 0) < customer) at++
    for (; at < whose.length && whose[at] === customer; at++) refundDays.push(days[at] ?? 0)
    refundStarts[i + 1] = refundDays.length
  }
  return { refundStarts, refundDays: Uint16Array.from(refundDays) }
}

function firstFrom(sorted: Uint32Array, value: number): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}

function sumsOf(customers: number[], [whose, revenue, back, cost, costed]: Totals) {
  const gross = new Float64Array(customers.length)
  const refunded = new Float64Array(customers.length)
  const margins = new Float64Array(customers.length).fill(Number.NaN)
  let at = 0
  for (const [i, customer] of customers.entries()) {
    while (at < whose.length && (whose[at] ?? 0) < customer) at++
    if (whose[at] !== customer) continue
    gross[i] = revenue[at] ?? 0
    refunded[i] = Math.max(0, back[at] ?? 0)
    const known = costed[at] ?? 0
    // Beyond what was paid a cost is a mistake in the data more likely than a gift.
    if (known > 0) margins[i] = Math.max(-1, Math.min(1, 1 - (cost[at] ?? 0) / known))
  }
  return [gross, refunded, margins] as const
}
