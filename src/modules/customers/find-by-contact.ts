import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { homeCountry, readEmail, readPhone } from './identity/read-identities.ts'

export type FoundContact = { kind: 'email' | 'phone'; value: string; customerId: string | undefined }

/** An e-mail address or a phone number as somebody types it, and whose it is; undefined for what is neither. */
export async function findByContact(tx: Tx, workspaceId: string, text: string): Promise<FoundContact | undefined> {
  const found = await sql<{
    locale: string
  }>`select locale from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  const email = readEmail(text)
  const value = email ?? readPhone(text, homeCountry(found.rows[0]?.locale ?? 'en'))
  if (value === undefined) return undefined
  const kind = email === undefined ? 'phone' : 'email'
  const { rows } = await sql<{ customerId: string }>`select c.customer_id as "customerId" from customer_identities i
    join customers c on c.workspace_id = i.workspace_id and c.customer_id = i.customer_id and c.erased_at is null
    where i.workspace_id = ${workspaceId} and i.kind = ${kind} and i.value = ${value}`.execute(tx)
  return { kind, value, customerId: rows[0]?.customerId }
}
