import type { Clickhouse } from '#platform/clickhouse'

/** Customers are counted in blocks of so many neighbours (customer_blocks_feed says the same number). */
export const customersPerBlock = 2048

/**
 * Says that whatever was counted of these customers' blocks is out of date. Said last, after everything has been written: a sum
 * counted in between would else be kept for right. Saying it once too often costs a count and does no harm.
 */
export async function noteChanges(
  ch: Clickhouse,
  workspaceId: string,
  customers: readonly number[],
  token: string,
): Promise<void> {
  const blocks = new Set(customers.map((customer) => Math.floor(customer / customersPerBlock)))
  const rows = [...blocks].map((block) => ({ workspace_id: workspaceId, block, changes: 1 }))
  await ch.insert('customer_blocks', rows, { token: `${token}-b` })
}

/** The same for every customer there is or was. */
export async function noteAllChanges(ch: Clickhouse, workspaceId: string): Promise<void> {
  await ch.forWorkspace(workspaceId).command(
    `INSERT INTO customer_blocks SELECT workspace_id, block, 1 FROM customer_blocks
    WHERE workspace_id = {workspace_id:UUID} GROUP BY workspace_id, block`,
  )
}
