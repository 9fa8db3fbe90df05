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
    // Only places that are the end of a hundredth leave the long array: taking its elements one by one would copy it each time.
    sql: ({ of }) => `SELECT ${of('0')} AS block, toUInt64(pair.1) AS key, [pair.2] AS sums
    FROM (
      SELECT arrayJoin(arrayFilter((pair, i) -> intDiv(100 * i, customers) != intDiv(100 * (i - 1), customers),
        arrayZip(arrayEnumerate(running), running), arrayEnumerate(running))) AS pair
      FROM (
        SELECT arrayCumSum(arrayReverseSort(groupArray(spent))) AS running, count() AS customers
        FROM (
          SELECT sum(t.revenue) AS spent FROM ${table} AS t
          WHERE ${whereSql(filter)} AND currency = {currency:String} ${days}
          GROUP BY customer HAVING sum(t.orders) > 0)))`,
    params: { ...filter.params, currency: scope.currency, from: scope.from, to: scope.to },
  })
  const sumOf = new Map(rows.map(({ key, sums: [sum = 0] }) => [key, sum]))
  const customers = rows.at(-1)?.key ?? 0
  const counts = Array.from({ length: 101 }, (_, percent) => Math.ceil((percent * customers) / 100))
  const sums = counts.map((count) => sumOf.get(count) ?? 0)
  return { customers, revenue: sums.at(-1) ?? 0, counts, sums }
}
