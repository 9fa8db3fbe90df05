import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

/** Customers with the same three scores (1–5, 5 is best), added up. */
export type RfmCell = {
  recency: number
  frequency: number
  money: number
  customers: number
  revenue: number
  recencyDays: number
  orders: number
}

const quintiles = (column: string): string => `quantilesExact(0.2, 0.4, 0.6, 0.8)(${column})`

/** How many of the four borders a value exceeds. */
const above = (column: string, borders: string): string =>
  [1, 2, 3, 4].map((i) => `(${column} > (${borders})[${i}])`).join(' + ')

/**
 * Scores by quintiles. A score is one more than the number of quintile borders that a value exceeds, so equal values get
 * equal scores, however many there are; a shop of mostly one-time buyers has nobody with frequency 2 or 3.
 * The totals are read twice, for the borders and for the scores: both passes use every core, which sorting what was kept does not.
 */
export async function scoreRfm(ch: WorkspaceClickhouse, scope: Scope): Promise<RfmCell[]> {
  const filter = filterSql(scope.filter)
  const people = `SELECT toInt32({asOf:Date} - least(max(last_day), {asOf:Date})) AS days, sum(t.orders) AS bought,
      sumIf(t.revenue, currency = {currency:String}) AS paid
    FROM customer_totals AS t WHERE ${whereSql(filter)} AND first_day <= {asOf:Date} GROUP BY customer HAVING bought > 0`
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({
      of,
    }) => `WITH (SELECT (${quintiles('days')}, ${quintiles('bought')}, ${quintiles('paid')}) FROM (${people})) AS borders
      SELECT ${of('0')} AS block,
        100 * (5 - (${above('days', 'borders.1')})) + 10 * (1 + ${above('bought', 'borders.2')}) + 1 + ${above('paid', 'borders.3')} AS key,
        [toInt64(count()), toInt64(sum(paid)), toInt64(sum(days)), toInt64(sum(bought))] AS sums
      FROM (${people}) GROUP BY block, key`,
    params: { ...filter.params, asOf: scope.asOf, currency: scope.currency },
  })
  return rows.map(({ key, sums: [customers = 0, revenue = 0, recencyDays = 0, orders = 0] }) => {
    const scores = { recency: Math.floor(key / 100), frequency: Math.floor(key / 10) % 10, money: key % 10 }
    return { ...scores, customers, revenue, recencyDays, orders }
  })
}
