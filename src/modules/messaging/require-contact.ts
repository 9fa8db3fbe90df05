import { type Contact, readContact } from '#modules/customers'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

/** Who a customer is now, by any id of theirs. Throws customer_not_found, also for who was erased. */
export async function requireContact(tx: Tx, workspaceId: string, customerId: string): Promise<Contact> {
  const contact = await readContact(tx, workspaceId, customerId)
  if (!contact) throw new DomainError('not_found', 'customer_not_found', 'There is no such customer.')
  return contact
}
