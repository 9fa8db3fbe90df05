import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'
import { firstDaysSql } from './first-days-sql.ts'

export type RangeSales = {
  customers: number
  visits: number
  orders: number
  revenue: number
  refunded: number
  fromExisting: number
  otherCurrencies: { currency: string; orders: number }[]
}

export type RangeDays = {
  from: string
  to: string
  /** days whose refunds count, these same ones unless given: what came back after the last purchase was sold before it */
  refunds?: { from: string; to: string }
}

/**
 * Customers, visits, orders and money of exactly these days; money of those who had bought before them apart. Customers and visits
 * are counted unless they are known.
 */
export async function sumRangeSales(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to, refunds = { from, to } }: RangeDays,
  known?: { customers: number; visits: number },
): Promise<RangeSales> {
  const filter = filterSql(scope.filter)
  const within = 'day BETWEEN {from:Date} AND {to:Date}'
  const days = activeDaysSql(filter, `AND ${within}`)
  const back = { backFrom: refunds.from, backTo: refunds.to }
  const params = { ...filter.params, from, to, asOf: scope.asOf, currency: scope.currency }
  const givenBack = 'day BETWEEN {backFrom:Date} AND {backTo:Date}'
  const where = `WHERE ${whereSql(filter)} AND ${within}`
  const [people, money, existing] = await Promise.all([
    known !== undefined
      ? [known]
      : ch.query<{ customers: number; visits: number }>(
          `${days.with} SELECT groupBitmapMerge(active) AS customers, sum(bitmapCardinality(active)) AS visits FROM (${days.from})`,
          params,
        ),
    ch.query<{ currency: string; orders: number; revenue: number; refunded: number }>(
      `SELECT currency, sumIf(s.orders, ${within}) AS orders, sumIf(s.revenue, ${within}) AS revenue,
        sumIf(s.refunded, ${givenBack}) AS refunded
      FROM ${filter.customers === null ? 'daily_sales' : 'sales'} AS s
      WHERE ${whereSql(filter)} AND (${within} OR ${givenBack}) GROUP BY currency ORDER BY orders DESC`,
      { ...params, ...back },
    ),
    scope.firstDay === null || from <= scope.firstDay
      ? []
      : ch.query<{ revenue: number }>(
          `SELECT sum(s.revenue) AS revenue FROM customer_days AS s ${where} AND currency = {currency:String}
          AND customer IN (SELECT customer FROM (${firstDaysSql(filter)}) WHERE first < {from:Date})`,
          params,
        ),
  ])
  const own = money.find(({ currency }) => currency === scope.currency)
  return {
    customers: people[0]?.customers ?? 0,
    visits: people[0]?.visits ?? 0,
    orders: own?.orders ?? 0,
    revenue: own?.revenue ?? 0,
    refunded: own?.refunded ?? 0,
    fromExisting: existing[0]?.revenue ?? 0,
    otherCurrencies: money
      .filter(({ currency, orders }) => currency !== scope.currency && orders > 0)
      .map(({ currency, orders }) => ({ currency, orders })),
  }
}
