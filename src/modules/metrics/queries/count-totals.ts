import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Scope } from '../scope.ts'
import { countVisits } from './count-visits.ts'

/** Everybody who ever bought, and their orders in every currency. */
export async function countTotals(
  ch: WorkspaceClickhouse,
  scope: Scope,
): Promise<{ customers: number; orders: number }> {
  const [visits, [sold]] = await Promise.all([
    countVisits(ch, scope),
    ch.query<{ orders: number }>(
      'SELECT sum(d.orders) AS orders FROM daily_sales AS d WHERE workspace_id = {workspace_id:UUID}',
    ),
  ])
  return { customers: visits.reduce((sum, { count }) => sum + count, 0), orders: sold?.orders ?? 0 }
}
