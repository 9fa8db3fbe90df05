import type { WorkspaceClickhouse } from '#platform/clickhouse'

/**
 * On how many days since then customers did anything but buy: opened, clicked, answered, looked. What people at a desk or the
 * program wrote down about them (source console) is not their doing. The busiest first.
 */
export async function countEngagement(
  ch: WorkspaceClickhouse,
  since: string,
  limit: number,
): Promise<{ customerId: string; days: number }[]> {
  return await ch.query(
    `SELECT customer_id AS customerId, toUInt32(uniqExact(toDate(occurred_at))) AS days
    FROM events
    WHERE workspace_id = {workspace_id:UUID} AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
      AND source != 'console' AND NOT startsWith(event, 'Order ') AND event != ''
    GROUP BY customer_id ORDER BY days DESC, customer_id LIMIT {limit:UInt32}`,
    { since, limit },
  )
}
