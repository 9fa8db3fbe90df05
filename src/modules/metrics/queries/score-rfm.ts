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

const borders = 'quantilesExactArray(0.2, 0.4, 0.6, 0.8)'

/**
 * Scores by quintiles. A score is one more than the number of quintile borders that a value exceeds, so equal values get
 * equal scores, however many there are; a shop of mostly one-time buyers has nobody with frequency 2 or 3.
 * Customers with the same days and orders share a row, so that borders and scores come from one pass over the totals.
 */
export async function scoreRfm(ch: WorkspaceClickhouse, scope: Scope): Promise<RfmCell[]> {
  const filter = filterSql(scope.filter)
  return ch.query<RfmCell>(
    `SELECT recency, frequency, money, sum(size) AS customers, sum(paid) AS revenue, sum(size * days) AS recencyDays, sum(size * bought) AS orders
    FROM (
      SELECT group.1 AS days, group.2 AS bought, group.3 AS spent,
        toUInt8(5 - arrayCount(b -> days > b, day_borders)) AS recency,
        toUInt8(1 + arrayCount(b -> bought > b, order_borders)) AS frequency,
        arrayMap(s -> 1 + (s > money_borders[1]) + (s > money_borders[2]) + (s > money_borders[3]) + (s > money_borders[4]), spent) AS scores,
        toUInt8(arrayJoin(range(1, 6))) AS money,
        arrayCount(score -> score = money, scores) AS size,
        arraySum((s, score) -> if(score = money, s, 0), spent, scores) AS paid
      FROM (
        SELECT groupArray((days, bought, spent)) AS groups,
          ${borders}(arrayWithConstant(length(spent), days)) AS day_borders,
          ${borders}(arrayWithConstant(length(spent), bought)) AS order_borders,
          ${borders}(spent) AS money_borders
        FROM (
          SELECT days, bought, groupArray(paid) AS spent
          FROM (
            SELECT toInt32({asOf:Date} - least(max(last_day), {asOf:Date})) AS days, sum(t.orders) AS bought,
              sumIf(t.revenue, currency = {currency:String}) AS paid
            FROM customer_totals AS t WHERE ${whereSql(filter)} AND first_day <= {asOf:Date}
            GROUP BY customer HAVING bought > 0)
          GROUP BY days, bought))
      ARRAY JOIN groups AS group)
    WHERE size > 0 GROUP BY recency, frequency, money ORDER BY recency, frequency, money`,
    { ...filter.params, asOf: scope.asOf, currency: scope.currency },
  )
}
