import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** What half of the customers usually spend at once, or less; minor units, null without orders. */
export async function readUsualOrder(tx: Tx, workspaceId: string): Promise<number | null> {
  const { rows } = await sql<{ usual: number | null }>`
    select percentile_disc(0.5) within group (order by average_minor) as usual from customer_measures
    where workspace_id = ${workspaceId} and orders > 0`.execute(tx)
  return rows[0]?.usual ?? null
}
