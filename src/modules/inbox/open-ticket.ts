import { sql } from 'kysely'
import type { TicketAuthor, TicketChannel } from '#contract/inbox'
import type { AuditActor } from '#modules/audit'
import { appendCustomerEvents, customerFamily } from '#modules/customers'
import { requireColleague } from '#modules/workspaces'
import type { Clock } from '#platform/clock'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { tellOwner } from './tell-colleagues.ts'

export type NewTicket = {
  ticketId?: string | undefined
  /** the same key again opens no second ticket */
  key?: string | undefined
  subject: string
  channel: TicketChannel
  customerId?: string | null
  ownerId?: string | null
  address?: string | null
  senderName?: string | null
  openedBy: { kind: TicketAuthor; id: string | null }
  at?: Temporal.Instant
}

/**
 * Opens a ticket in the caller's transaction; that it was opened stands on the customer's timeline, and its owner is told. Resolves with
 * the first one's id when the ticketId or key was used before. Throws customer_not_found, owner_not_found.
 */
export async function openTicket(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  actor: AuditActor,
  ticket: NewTicket,
): Promise<{ ticketId: string; isNew: boolean }> {
  const now = clock.now()
  const { ticketId = newId(now.epochMilliseconds), key = null, subject, channel, ownerId = null, openedBy } = ticket
  const [customerId = null] = ticket.customerId ? await customerFamily(tx, workspaceId, ticket.customerId) : []
  if (ownerId !== null) await requireColleague(tx, workspaceId, ownerId)
  const at = (ticket.at ?? now).toString()
  const added =
    await sql`insert into tickets (workspace_id, ticket_id, ticket_key, subject, channel, customer_id, owner_id, address,
      sender_name, opened_by_kind, opened_by_id, opened_at, last_at)
    values (${workspaceId}, ${ticketId}, ${key}, ${subject}, ${channel}, ${customerId}, ${ownerId}, ${ticket.address ?? null},
      ${ticket.senderName ?? null}, ${openedBy.kind}, ${openedBy.id}, ${at}, ${at})
    on conflict do nothing returning ticket_id`.execute(tx)
  if (added.rows.length === 0) return { ticketId: await findFirst(tx, workspaceId, ticketId, key), isNew: false }
  if (customerId !== null)
    await tellOpened(tx, clock, workspaceId, actor, { ticketId, customerId, channel, by: openedBy.kind })
  await tellOwner(tx, workspaceId, actor, { ticketId, subject, ownerId })
  return { ticketId, isNew: true }
}

/** Once for each ticket, however often it is told. */
export async function tellOpened(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  actor: AuditActor,
  {
    ticketId,
    customerId,
    channel,
    by,
  }: { ticketId: string; customerId: string; channel: TicketChannel; by: TicketAuthor },
): Promise<void> {
  const properties = { ticket_id: ticketId, channel, opened_by: by }
  await appendCustomerEvents(tx, clock, workspaceId, actor, [
    { customerId, event: 'Ticket Opened', properties, messageId: `ticket:${ticketId}:opened` },
  ])
}

async function findFirst(tx: Tx, workspaceId: string, ticketId: string, key: string | null): Promise<string> {
  const { rows } = await sql<{ ticketId: string }>`select ticket_id as "ticketId" from tickets
    where workspace_id = ${workspaceId} and (ticket_id = ${ticketId} or ticket_key = ${key})`.execute(tx)
  return rows[0]?.ticketId ?? ticketId
}
