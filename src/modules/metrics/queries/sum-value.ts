import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

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

// No border of a bin. Between two whole amounts the median has halves and the 90th percentile tenths.
const quantileKey = 3
const fractions = 20

/** What customers have brought after refunds: mean, quantiles and a histogram of round borders, from one pass over the totals. */
export async function sumValue(ch: WorkspaceClickhouse, scope: Scope): Promise<ValueRow> {
  const filter = filterSql(scope.filter)
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({ of }) => `SELECT ${of('0')} AS block, quantilesExactInclusiveArray(0.5, 0.9)(values) AS q,
      arrayMap(x -> toInt64(round(ifNotFinite(x, 0) * ${fractions})), q) AS found,
      arrayJoin(arrayPushFront(groupArray((toUInt64(bin), [toInt64(size), toInt64(total)])), (toUInt64(${quantileKey}), found))) AS pair,
      pair.1 AS key, pair.2 AS sums
    FROM (
      SELECT roundDown(greatest(kept, 0), {borders:Array(Int64)}) AS bin, count() AS size, sum(kept) AS total, groupArray(kept) AS values
      FROM (
        SELECT sum(t.revenue - t.refunded) AS kept
        FROM customer_totals AS t WHERE ${whereSql(filter)} AND currency = {currency:String}
        GROUP BY customer HAVING sum(t.orders) > 0 AND min(first_day) <= {asOf:Date})
      GROUP BY bin)`,
    params: { ...filter.params, currency: scope.currency, asOf: scope.asOf, borders: roundValues },
  })
  const bins = rows
    .filter(({ key }) => key !== quantileKey)
    .map(({ key, sums: [customers = 0, revenue = 0] }) => ({ from: key, customers, revenue }))
  const [median = 0, p90 = 0] = rows.find(({ key }) => key === quantileKey)?.sums ?? []
  return {
    customers: bins.reduce((sum, bin) => sum + bin.customers, 0),
    net: bins.reduce((sum, bin) => sum + bin.revenue, 0),
    median: median / fractions,
    p90: p90 / fractions,
    bins,
  }
}
