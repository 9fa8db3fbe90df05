import { sql } from 'kysely'
import { prepared, type Tx } from '#platform/postgres'
import { customerNotFound } from './get-customer.ts'

/**
 * Every id under which rows about this customer may lie: who they are now first, then everybody who was joined to them. Rows of other
 * modules keep the id they were written under, so that separating two people again gives each their own. Throws not_found.
 */
export async function customerFamily(tx: Tx, workspaceId: string, customerId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with person as (select coalesce(merged_into, customer_id) as id from customers
      where workspace_id = ${workspaceId} and customer_id = ${customerId} and erased_at is null)
    select id, 0 as place from person
    union all
    select c.customer_id, 1 from customers c join person on c.merged_into = person.id where c.workspace_id = ${workspaceId}
    order by place, id`.execute(tx)
  if (rows.length === 0) throw customerNotFound()
  return rows.map(({ id }) => id)
}

/** The families of many at once, with their numbers in ClickHouse, `personId` is who remains, and they come first; unknown and erased ids are left out. */
export async function customerFamilies(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
): Promise<{ id: string; number: number; personId: string }[]> {
  const { rows } = await prepared<{ id: string; number: number; personId: string }>`
    with known as (select distinct coalesce(merged_into, customer_id) as id from customers
      where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[]) and erased_at is null)
    select customer_id as id, number, k.id as "personId" from customers c join known k on c.customer_id = k.id where workspace_id = ${workspaceId}
    union all
    select customer_id, number, k.id from customers c join known k on c.merged_into = k.id
      where workspace_id = ${workspaceId} and merged_into is not null`.execute(tx)
  return rows
}
