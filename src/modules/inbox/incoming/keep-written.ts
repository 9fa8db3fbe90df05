import { sql } from 'kysely'
import { appendCustomerEvents } from '#modules/customers'
import type { Tx } from '#platform/postgres'
import { insertEntry, type StoredAttachment } from '../entries.repo.ts'
import type { InboxDeps } from '../inbox-deps.ts'
import { tellWritten } from '../tell-colleagues.ts'
import { excerptOf } from '../tickets.repo.ts'
import type { FoundTicket } from './find-ticket.ts'

export type Written = {
  channel: 'email' | 'sms'
  at: Temporal.Instant
  from: { address: string; name: string | null }
  text: string
  isCut?: boolean
  reference: string
  attachments?: StoredAttachment[]
}

/**
 * Adds what a customer wrote to its ticket, which is locked: it is our turn then, also where the matter was closed. A mail stands on the
 * timeline with its first words, unless they are `ofAnother`: these go with whoever wrote them. Of a text message whoever took it tells that.
 */
export async function keepWritten(
  tx: Tx,
  deps: InboxDeps,
  workspaceId: string,
  { ticketId, subject, ownerId, customerId }: FoundTicket,
  { channel, at, from, text, isCut = false, reference, attachments = [] }: Written,
  { messageId, ofAnother = false }: { messageId?: string | undefined; ofAnother?: boolean } = {},
): Promise<void> {
  const author = { kind: 'customer', id: null } as const
  const entry = {
    ticketId,
    kind: 'in',
    channel,
    at,
    author,
    address: from.address,
    text,
    isCut,
    reference,
    attachments,
  } as const
  if (!(await insertEntry(tx, workspaceId, entry))) return
  await sql`update tickets set state = 'open', closed_at = null, last_at = greatest(last_at, ${at.toString()}::timestamptz),
      address = ${from.address}, sender_name = coalesce(${from.name}, sender_name)
    where workspace_id = ${workspaceId} and ticket_id = ${ticketId}`.execute(tx)
  if (customerId !== null && channel === 'email') {
    const about = {
      channel,
      ticket_id: ticketId,
      ...(messageId ? { message_id: messageId } : {}),
      ...(ofAnother ? {} : { text: excerptOf(text) }),
    }
    await appendCustomerEvents(tx, deps.clock, workspaceId, { kind: 'system' }, [
      { customerId, event: 'Message Answered', properties: about, at, messageId: `reply:mail:${reference}` },
    ])
  }
  await tellWritten(tx, workspaceId, { ticketId, subject, ownerId }, reference)
}
