import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

export type ValueRow = {
  customers: number
  net: number
  median: number
  p90: number
  /** customers by the highest round border that their net value reaches */
  bins: ValueBin[]
}
export type ValueBin = { from: number; customers: number; revenue: number }

/** Every border a histogram can have: 0, 1, 2, 5, 10, 20 … in minor units. */
const roundValues = [0, ...Array.from({ length: 16 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** i)).flat()]

/** What customers have brought after refunds: mean, quantiles and a histogram of round borders, from one pass over the totals. */
export async function sumValue(ch: WorkspaceClickhouse, scope: Scope): Promise<ValueRow | undefined> {
  const filter = filterSql(scope.filter)
  const [row] = await ch.query<ValueRow>(
    `SELECT sum(size) AS customers, sum(total) AS net, quantilesExactInclusiveArray(0.5, 0.9)(values) AS q, q[1] AS median, q[2] AS p90,
      groupArray(CAST((bin, size, total), 'Tuple(from Int64, customers UInt64, revenue Int64)')) AS bins
    FROM (
      SELECT roundDown(greatest(kept, 0), {borders:Array(Int64)}) AS bin, count() AS size, sum(kept) AS total, groupArray(kept) AS values
      FROM (
        SELECT sum(t.revenue - t.refunded) AS kept
        FROM customer_totals AS t WHERE ${whereSql(filter)} AND currency = {currency:String}
        GROUP BY customer HAVING sum(t.orders) > 0 AND min(first_day) <= {asOf:Date})
      GROUP BY bin)`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf, borders: roundValues },
  )
  return row
}
