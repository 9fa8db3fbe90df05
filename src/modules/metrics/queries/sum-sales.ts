import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { laterDay, periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type SalesRow = { p: number; orders: number; revenue: number; refunded: number }

/** Orders and money of each period in the workspace's currency; refunds up to today, also of the days after the newest sale. */
export async function sumSales(ch: WorkspaceClickhouse, scope: Scope): Promise<SalesRow[]> {
  const filter = filterSql(scope.filter)
  // Sums by day do not know of whom they are.
  const table = filter.customers === null ? 'daily_sales' : 'sales'
  return ch.query<SalesRow>(
    `SELECT ${periodSql(scope, 'day')} AS p, sumIf(s.orders, day <= {asOf:Date}) AS orders,
      sumIf(s.revenue, day <= {asOf:Date}) AS revenue, sum(s.refunded) AS refunded
    FROM ${table} AS s WHERE ${whereSql(filter)} AND currency = {currency:String} AND day <= {today:Date} GROUP BY p`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf, today: laterDay(scope.today, scope.asOf) },
  )
}
