import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type SalesRow = { p: number; orders: number; revenue: number; refunded: number }

/** Orders and money of each period in the workspace's currency. */
export async function sumSales(ch: WorkspaceClickhouse, scope: Scope): Promise<SalesRow[]> {
  const filter = filterSql(scope.filter)
  return ch.query<SalesRow>(
    `SELECT ${periodSql(scope.unit, 'day')} AS p, sum(orders) AS orders, sum(revenue) AS revenue, sum(refunded) AS refunded
    FROM sales WHERE ${whereSql(filter)} AND currency = {currency:String} AND day <= {asOf:Date} GROUP BY p`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf },
  )
}
