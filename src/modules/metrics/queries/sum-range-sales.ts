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

/**
 * Customers, visits, orders and money of exactly these days; money of those who had bought before them apart. Customers and visits
 * are counted unless they are known.
 */
export async function sumRangeSales(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to }: { from: string; to: string },
  known?: { customers: number; visits: number },
): Promise<RangeSales> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql(filter, 'AND day BETWEEN {from:Date} AND {to:Date}')
  const params = { ...filter.params, from, to, asOf: scope.asOf, currency: scope.currency }
  const where = `WHERE ${whereSql(filter)} AND day BETWEEN {from:Date} AND {to:Date}`
  const [people, money, existing] = await Promise.all([
    known !== undefined
      ? [known]
      : ch.query<{ customers: number; visits: number }>(
          `${days.with} SELECT groupBitmapMerge(active) AS customers, sum(bitmapCardinality(active)) AS visits FROM (${days.from})`,
          params,
        ),
    ch.query<{ currency: string; orders: number; revenue: number; refunded: number }>(
      `SELECT currency, sum(s.orders) AS orders, sum(s.revenue) AS revenue, sum(s.refunded) AS refunded
      FROM ${filter.customers === null ? 'daily_sales' : 'sales'} AS s ${where} GROUP BY currency ORDER BY orders DESC`,
      params,
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
