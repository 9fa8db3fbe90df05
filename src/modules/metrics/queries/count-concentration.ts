import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

/** `sums[i]` = revenue of the best `counts[i]` customers, the count being i percent of all, rounded up. */
export type Concentration = { customers: number; revenue: number; counts: number[]; sums: number[] }

/** How much the best 0, 1, 2 … 100 percent of the customers spend. */
export async function countConcentration(ch: WorkspaceClickhouse, scope: Scope): Promise<Concentration> {
  const filter = filterSql(scope.filter)
  // Without chosen days the totals answer it, which are one row a customer.
  const table = scope.isRange ? 'customer_days' : 'customer_totals'
  const days = scope.isRange ? 'AND day BETWEEN {from:Date} AND {to:Date}' : 'AND first_day <= {to:Date}'
  const [row] = await ch.query<Concentration>(
    `WITH arrayCumSum(arrayReverseSort(groupArray(spent))) AS running
    SELECT toUInt32(length(running)) AS customers, running[-1] AS revenue,
      arrayMap(i -> toUInt32(ceil(i * customers / 100)), range(101)) AS counts,
      arrayMap(k -> if(k = 0, 0, running[k]), counts) AS sums
    FROM (
      SELECT sum(t.revenue) AS spent FROM ${table} AS t
      WHERE ${whereSql(filter)} AND currency = {currency:String} ${days}
      GROUP BY customer HAVING sum(t.orders) > 0)`,
    { ...filter.params, currency: scope.currency, from: scope.from, to: scope.to },
  )
  return row ?? { customers: 0, revenue: 0, counts: [], sums: [] }
}
