import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/** Whether a workspace has had more customers than so many; read from an index, at once also in the largest. */
export async function hasMoreCustomers(tx: Tx, workspaceId: string, than: number): Promise<boolean> {
  const found = await sql<{ more: boolean }>`select coalesce(max(number), 0) > ${than} as more from customers
    where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0]?.more ?? false
}
