import { sql } from 'kysely'
import { prepared, type Tx } from '#platform/postgres'
import { whoNow } from './who-now.ts'

export type Contact = {
  customerId: string
  name: string | null
  email: string | null
  phone: string | null
  traits: Record<string, unknown>
}

/** How somebody can be reached and what a message may say of them; joins are followed, undefined for who is unknown or erased. */
export async function readContact(tx: Tx, workspaceId: string, customerId: string): Promise<Contact | undefined> {
  const { rows } =
    await sql<Contact>`select c.customer_id as "customerId", c.name, c.email, c.phone, c.traits from customers c
    where c.workspace_id = ${workspaceId} and c.erased_at is null and c.customer_id = (select coalesce(merged_into, customer_id)
      from customers where workspace_id = ${workspaceId} and customer_id = ${customerId} and erased_at is null)`.execute(
      tx,
    )
  return rows[0]
}

/** The same for many at once, by the id asked for; who is unknown or erased is missing. */
export async function readContacts(tx: Tx, workspaceId: string, customerIds: string[]): Promise<Map<string, Contact>> {
  const { rows } = await prepared<
    Contact & { asked: string }
  >`select a.customer_id as asked, c.customer_id as "customerId", c.name, c.email,
      c.phone, c.traits
    from customers a join customers c on c.workspace_id = a.workspace_id and c.customer_id = ${whoNow('a')}
    where a.workspace_id = ${workspaceId} and a.customer_id = any(${customerIds}::uuid[]) and a.erased_at is null
      and c.erased_at is null`.execute(tx)
  return new Map(rows.map(({ asked, ...contact }) => [asked, contact]))
}
