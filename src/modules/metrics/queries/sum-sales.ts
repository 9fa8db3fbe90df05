import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type SalesRow = { p: number; orders: number; revenue: number; refunded: number }

/** Orders and money of each period in the workspace's currency. */
export async function sumSales(ch: WorkspaceClickhouse, scope: Scope): Promise<SalesRow[]> {
  const filter = filterSql(scope.filter)
  // Sums by day do not know of whom they are.
  const table = filter.customers === null ? 'daily_sales' : 'sales'
  return ch.query<SalesRow>(
    `SELECT ${periodSql(scope.unit, 'day')} AS p, sum(s.orders) AS orders, sum(s.revenue) AS revenue, sum(s.refunded) AS refunded
    FROM ${table} AS s WHERE ${whereSql(filter)} AND currency = {currency:String} AND day <= {asOf:Date} GROUP BY p`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf },
  )
}
