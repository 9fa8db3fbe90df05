import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { type Histories, unknownHour } from '../learning/histories.ts'

/** Customer numbers, both included. */
export type Range = { from: number; to: number }
type Asked = { ranges: Range[]; asOf: string; currency: string; timeZone: string; hasRefunds: boolean }

type Visits = { customers: number[]; days: number[]; revenue: number[]; hours: number[]; sources: string[] }
type Totals = { customer: number; gross: number; refunded: number; cost: number; costed: number }

/**
 * What customers of some numbers bought up to a day, and what they gave back. A customer's rows lie together in
 * `customer_days`, so only theirs are read; one answer of parallel arrays is the quickest to parse.
 */
export async function readHistories(ch: WorkspaceClickhouse, asked: Asked, signal?: AbortSignal): Promise<Histories> {
  const { ranges, asOf, currency, timeZone, hasRefunds } = asked
  const whose = `(${ranges.map(({ from, to }) => `customer BETWEEN ${from} AND ${to}`).join(' OR ')})`
  const params = { asOf, currency, timeZone, unknownHour }
  const options = signal ? { signal } : {}
  const [visits, totals, refunds] = await Promise.all([
    ch.query<Visits>(
      `SELECT groupArray(customer) AS customers, groupArray(toUInt16(day)) AS days, groupArray(money) AS revenue,
        groupArray(hour) AS hours, groupArray(source) AS sources
      FROM (
        SELECT customer, day, sum(if(currency = {currency:String}, revenue, 0)) AS money,
          toHour(toTimeZone(min(first_at), {timeZone:String})) AS hour, any(source) AS source
        FROM customer_days WHERE workspace_id = {workspace_id:UUID} AND ${whose} AND day <= {asOf:Date}
        GROUP BY customer, day HAVING sum(orders) > 0 ORDER BY customer, day)`,
      params,
      options,
    ),
    ch.query<Totals>(
      `SELECT customer, sum(revenue) AS gross, sum(refunded) AS refunded, sum(cost) AS cost, sum(costed_revenue) AS costed
      FROM customer_totals WHERE workspace_id = {workspace_id:UUID} AND ${whose} AND currency = {currency:String}
      GROUP BY customer`,
      params,
      options,
    ),
    hasRefunds
      ? ch.query<{ customer: number; days: number[] }>(
          `SELECT customer, arraySort(groupArray(toUInt16(day))) AS days FROM sales
          WHERE workspace_id = {workspace_id:UUID} AND ${whose} AND orders = 0 AND refunded > 0 AND day <= {asOf:Date}
          GROUP BY customer`,
          params,
          options,
        )
      : [],
  ])
  return toHistories(visits[0] ?? { customers: [], days: [], revenue: [], hours: [], sources: [] }, totals, refunds)
}

function toHistories(visits: Visits, totals: Totals[], refunds: { customer: number; days: number[] }[]): Histories {
  const customers: number[] = []
  const starts: number[] = []
  for (let k = 0; k < visits.customers.length; k++) {
    const customer = visits.customers[k] ?? 0
    if (customers.at(-1) === customer) continue
    customers.push(customer)
    starts.push(k)
  }
  starts.push(visits.customers.length)
  const totalOf = new Map(totals.map((total) => [total.customer, total]))
  const refundsOf = new Map(refunds.map(({ customer, days }) => [customer, days]))
  const names = [...new Set(visits.sources)].sort()
  const codeOf = new Map(names.map((name, code) => [name, code]))
  const refundStarts = [0]
  const refundDays: number[] = []
  for (const customer of customers) {
    refundDays.push(...(refundsOf.get(customer) ?? []))
    refundStarts.push(refundDays.length)
  }
  const total = (of: (total: Totals) => number): Float64Array =>
    Float64Array.from(customers, (customer) => {
      const found = totalOf.get(customer)
      return found ? of(found) : 0
    })
  return {
    customers: Uint32Array.from(customers),
    starts: Uint32Array.from(starts),
    days: Uint16Array.from(visits.days),
    revenue: Float64Array.from(visits.revenue),
    hours: Uint8Array.from(visits.hours),
    sources: Uint16Array.from(customers, (_, i) => codeOf.get(visits.sources[(starts[i + 1] ?? 1) - 1] ?? '') ?? 0),
    sourceNames: names,
    refundStarts: Uint32Array.from(refundStarts),
    refundDays: Uint16Array.from(refundDays),
    gross: total(({ gross }) => gross),
    refunded: total(({ refunded }) => Math.max(0, refunded)),
    // Beyond what was paid a cost is a mistake in the data more likely than a gift.
    margins: total(({ cost, costed }) => (costed > 0 ? Math.max(-1, Math.min(1, 1 - cost / costed)) : Number.NaN)).map(
      (margin, i) => ((totalOf.get(customers[i] ?? 0)?.costed ?? 0) > 0 ? margin : Number.NaN),
    ),
  }
}
