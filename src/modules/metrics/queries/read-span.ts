import type { WorkspaceClickhouse } from '#platform/clickhouse'

/** First and last day with a sale in the whole workspace; null for a shop without sales. */
export async function readSpan(ch: WorkspaceClickhouse): Promise<{ firstDay: string | null; lastDay: string | null }> {
  const [row] = await ch.query<{ firstDay: string; lastDay: string; days: number }>(
    `SELECT min(day) AS firstDay, max(day) AS lastDay, count() AS days
    FROM active_days WHERE workspace_id = {workspace_id:UUID}`,
  )
  if (row === undefined || row.days === 0) return { firstDay: null, lastDay: null }
  return { firstDay: row.firstDay, lastDay: row.lastDay }
}
