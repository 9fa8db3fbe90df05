import type { Tx } from '#platform/postgres'
import { listMerged, resolveCustomer } from './get-customer.ts'

/**
 * Every id under which rows about this customer may lie: who they are now first, then everybody who was joined to them. Rows of other
 * modules keep the id they were written under, so that separating two people again gives each their own. Throws not_found.
 */
export async function customerFamily(tx: Tx, workspaceId: string, customerId: string): Promise<string[]> {
  const id = await resolveCustomer(tx, workspaceId, customerId)
  return [id, ...(await listMerged(tx, workspaceId, id))]
}
