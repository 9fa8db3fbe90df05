import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

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

/**
 * Scores by quintiles. A score is one more than the number of quintile borders that a value exceeds, so equal values get
 * equal scores, however many there are; a shop of mostly one-time buyers has nobody with frequency 2 or 3.
 */
export async function scoreRfm(ch: WorkspaceClickhouse, scope: Scope): Promise<RfmCell[]> {
  const filter = filterSql(scope.filter)
  return ch.query<RfmCell>(
    `WITH people AS (
      SELECT toInt32({asOf:Date} - least(max(last_day), {asOf:Date})) AS days, sum(t.orders) AS bought, sumIf(t.revenue, currency = {currency:String}) AS spent
      FROM customer_totals AS t WHERE ${whereSql(filter)} AND first_day <= {asOf:Date}
      GROUP BY customer HAVING bought > 0
    ), (
      SELECT (quantilesExact(0.2, 0.4, 0.6, 0.8)(days), quantilesExact(0.2, 0.4, 0.6, 0.8)(bought), quantilesExact(0.2, 0.4, 0.6, 0.8)(spent)) FROM people
    ) AS borders
    SELECT toUInt8(5 - arrayCount(b -> days > b, borders.1)) AS recency,
      toUInt8(1 + arrayCount(b -> bought > b, borders.2)) AS frequency,
      toUInt8(1 + arrayCount(b -> spent > b, borders.3)) AS money,
      count() AS customers, sum(spent) AS revenue, sum(days) AS recencyDays, sum(bought) AS orders
    FROM people GROUP BY recency, frequency, money ORDER BY recency, frequency, money`,
    { ...filter.params, asOf: scope.asOf, currency: scope.currency },
  )
}
