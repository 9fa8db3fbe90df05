import type { AnswerChannel } from '#contract/inbox'
import { readContact } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import type { StoredTicket } from './tickets.repo.ts'

export type AnswerWay = { channel: AnswerChannel; address: string }

const isPhone = (text: string): boolean => /^\+[1-9]\d{6,14}$/.test(text)

/** How a ticket can be answered: where the last word came from first, then what else is known of the customer. */
export async function readAnswerWays(
  tx: Tx,
  workspaceId: string,
  { channel, address, customerId }: Pick<StoredTicket, 'channel' | 'address' | 'customerId'>,
): Promise<AnswerWay[]> {
  const contact = customerId === null ? undefined : await readContact(tx, workspaceId, customerId)
  const email = [...(address?.includes('@') ? [address] : []), ...(contact?.email ? [contact.email] : [])]
  const sms = [
    ...(address && isPhone(address) ? [address] : []),
    ...(contact?.phone && isPhone(contact.phone) ? [contact.phone] : []),
  ]
  const ways: AnswerWay[] = [
    ...email.slice(0, 1).map((one): AnswerWay => ({ channel: 'email', address: one })),
    ...sms.slice(0, 1).map((one): AnswerWay => ({ channel: 'sms', address: one })),
  ]
  return ways.toSorted((a, b) => Number(b.channel === channel) - Number(a.channel === channel))
}
