import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

/** `sums[i]` = revenue of the best `counts[i]` customers, the count being i percent of all, rounded up. */
export type Concentration = { customers: number; revenue: number; counts: number[]; sums: number[] }

/** How much the best 0, 1, 2 … 100 percent of the customers spend. */
export async function countConcentration(ch: WorkspaceClickhouse, scope: Scope): Promise<Concentration> {
  const filter = filterSql(scope.filter)
  // Without chosen days the totals answer it, which are one row a customer.
  const table = scope.isRange ? 'customer_days' : 'customer_totals'
  const days = scope.isRange ? 'AND day BETWEEN {from:Date} AND {to:Date}' : 'AND first_day <= {to:Date}'
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({ of }) => `WITH arrayCumSum(arrayReverseSort(groupArray(spent))) AS running
    SELECT ${of('0')} AS block, arrayJoin(range(101)) AS key, toUInt32(ceil(key * length(running) / 100)) AS best,
      [toInt64(best), if(best = 0, 0, running[best])] AS sums
    FROM (
      SELECT sum(t.revenue) AS spent FROM ${table} AS t
      WHERE ${whereSql(filter)} AND currency = {currency:String} ${days}
      GROUP BY customer HAVING sum(t.orders) > 0)`,
    params: { ...filter.params, currency: scope.currency, from: scope.from, to: scope.to },
  })
  const [counts, sums] = [0, 1].map((i) => rows.map((row) => row.sums[i] ?? 0))
  return { customers: counts?.at(-1) ?? 0, revenue: sums?.at(-1) ?? 0, counts: counts ?? [], sums: sums ?? [] }
}
