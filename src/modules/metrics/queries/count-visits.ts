import type { WorkspaceClickhouse } from '#platform/clickhouse'

/** Customers by the number of all their visits ever, as the projector told it. */
export async function countVisits(ch: WorkspaceClickhouse): Promise<{ value: number; count: number }[]> {
  return ch.query(
    `SELECT value, count() AS count
    FROM (
      SELECT argMax(visits, version) AS value
      FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID} GROUP BY customer HAVING value > 0)
    GROUP BY value ORDER BY value`,
  )
}
