import type { ListTicketsQuery } from '#contract/inbox'
import { eachRow } from '#platform/cursor'
import type { InboxDeps } from './inbox-deps.ts'
import { type Caller, listTickets } from './list-tickets.ts'

export const ticketCsvHeader = [
  'ticket_id',
  'subject',
  'state',
  'channel',
  'customer',
  'customer_id',
  'sender',
  'address',
  'owner',
  'opened_by',
  'opened_at',
  'last_word_of',
  'last_at',
  'excerpt',
  'undelivered',
  'closed_at',
]

/** All tickets that match, page by page. */
export async function* ticketCsvRows(
  deps: Pick<InboxDeps, 'db'>,
  caller: Caller,
  query: ListTicketsQuery,
): AsyncIterable<(string | null)[]> {
  const tickets = eachRow(async (cursor) => {
    const page = await listTickets(deps, caller, { ...query, cursor, limit: 200 })
    return { rows: page.tickets, next: page.nextCursor }
  })
  for await (const { ticketId, subject, state, channel, customer, sender, owner, openedBy, last, ...rest } of tickets)
    yield [
      ticketId,
      subject,
      state,
      channel,
      customer?.name ?? null,
      customer?.customerId ?? null,
      sender?.name ?? null,
      sender?.address ?? null,
      owner?.name ?? null,
      openedBy,
      rest.openedAt,
      last?.kind ?? null,
      rest.lastAt,
      last?.excerpt ?? null,
      String(rest.isUndelivered),
      rest.closedAt,
    ]
}
