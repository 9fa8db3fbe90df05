import { sql } from 'kysely'
import type { Replies } from '#modules/messaging'
import type { Tx } from '#platform/postgres'
import type { InboxDeps } from '../inbox-deps.ts'
import { openTicket } from '../open-ticket.ts'
import { excerptOf } from '../tickets.repo.ts'
import { findOpen } from './find-ticket.ts'
import { keepWritten } from './keep-written.ts'

const subjectLetters = 80

/** Takes a text message into the ticket of its number that is not closed, or into a new one. The same again changes nothing. */
export async function takeText(
  tx: Tx,
  deps: InboxDeps,
  workspaceId: string,
  { from, text, customerId, reference: name }: Parameters<Replies['takeText']>[2],
): Promise<{ ticketId: string }> {
  const reference = `sms:${name}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox:${workspaceId}:${from}`}, 0))`.execute(tx)
  const known = await sql<{ ticketId: string }>`select ticket_id as "ticketId" from ticket_entries
    where workspace_id = ${workspaceId} and reference = ${reference}`.execute(tx)
  if (known.rows[0]) return known.rows[0]
  const now = deps.clock.now()
  const subject = excerptOf(text).slice(0, subjectLetters).toWellFormed() || from
  const found = await findOpen(tx, workspaceId, { channel: 'sms', address: from })
  const ticket = found ?? {
    ...(await openTicket(
      tx,
      deps.clock,
      workspaceId,
      { kind: 'system' },
      {
        subject,
        channel: 'sms',
        customerId,
        address: from,
        openedBy: { kind: 'customer', id: null },
      },
    )),
    subject,
    state: 'open' as const,
    ownerId: null,
    customerId,
  }
  const written = { channel: 'sms', at: now, from: { address: from, name: null }, text, reference } as const
  await keepWritten(tx, deps, workspaceId, ticket, written)
  return { ticketId: ticket.ticketId }
}
