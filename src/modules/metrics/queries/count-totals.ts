import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

/** Everybody who ever bought, and their orders in every currency. */
export async function countTotals(
  ch: WorkspaceClickhouse,
  scope: Scope,
): Promise<{ customers: number; orders: number }> {
  const filter = filterSql(scope.filter)
  const [row] = await ch.query<{ customers: number; orders: number }>(
    `SELECT count() AS customers, sum(bought) AS orders
    FROM (SELECT sum(t.orders) AS bought FROM customer_totals AS t WHERE ${whereSql(filter)} GROUP BY customer HAVING bought > 0)`,
    filter.params,
  )
  return row ?? { customers: 0, orders: 0 }
}
