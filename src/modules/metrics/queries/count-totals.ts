import type { WorkspaceClickhouse } from '#platform/clickhouse'

/** Everybody who ever bought, and their orders in every currency. */
export async function countTotals(ch: WorkspaceClickhouse): Promise<{ customers: number; orders: number }> {
  const [row] = await ch.query<{ customers: number; orders: number }>(
    `SELECT
      (SELECT count() FROM (
        SELECT customer FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID}
        GROUP BY customer HAVING argMax(visits, version) > 0)) AS customers,
      (SELECT sum(d.orders) FROM daily_sales AS d WHERE workspace_id = {workspace_id:UUID}) AS orders`,
  )
  return row ?? { customers: 0, orders: 0 }
}
