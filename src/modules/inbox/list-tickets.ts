import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import type { ListTicketsQuery, TicketPage } from '#contract/inbox'
import { whoNow } from '#modules/customers'
import { cursorPart, readCursor, writeCursor } from '#platform/cursor'
import { inWorkspace } from '#platform/postgres'
import type { InboxDeps } from './inbox-deps.ts'
import { readTickets } from './tickets.repo.ts'

const place = z.tuple([cursorPart.moment, z.uuid()])

export type Caller = { workspaceId: string; personId: string | null }

/** A page of tickets, those with the newest word first. Throws bad_cursor. */
export async function listTickets(
  { db }: Pick<InboxDeps, 'db'>,
  { workspaceId, personId }: Caller,
  query: ListTicketsQuery,
): Promise<TicketPage> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const whose = sql`t.workspace_id = ${workspaceId} and ${ownedBy(query, personId)} and ${aboutCustomer(query)}
      and ${query.channel === undefined ? sql`true` : sql`t.channel = ${query.channel}`}`
    const state = query.state === 'all' ? sql`true` : sql`t.state = ${query.state}`
    const found = await readTickets(
      tx,
      sql`where ${whose} and ${state} and ${matching(query)} and ${after(query)}
        order by ${told} desc, t.ticket_id desc limit ${query.limit + 1}`,
    )
    const tickets = found.slice(0, query.limit)
    const last = tickets.at(-1)
    const counted = await sql<TicketPage['counts']>`select count(*) filter (where t.state = 'open')::int as open,
        count(*) filter (where t.state = 'waiting')::int as waiting, count(*) filter (where t.state = 'closed')::int as closed
      from tickets t where ${whose}`.execute(tx)
    return {
      tickets,
      nextCursor: found.length > query.limit && last ? writeCursor([last.lastAt, last.ticketId]) : null,
      counts: counted.rows[0] ?? { open: 0, waiting: 0, closed: 0 },
    }
  })
}

function ownedBy({ owner }: ListTicketsQuery, personId: string | null): RawBuilder<unknown> {
  if (owner === 'all') return sql`true`
  if (owner === 'nobody') return sql`t.owner_id is null`
  return sql`t.owner_id = ${owner === 'mine' ? personId : owner}::uuid`
}

function aboutCustomer({ customer }: ListTicketsQuery): RawBuilder<unknown> {
  return customer === undefined
    ? sql`true`
    : sql`t.customer_id in (select f.customer_id from customers f, customers who
        where f.workspace_id = t.workspace_id and who.workspace_id = t.workspace_id and who.customer_id = ${customer}
          and coalesce(f.merged_into, f.customer_id) = ${whoNow('who')})`
}

function matching({ search = '' }: ListTicketsQuery): RawBuilder<unknown> {
  if (search.trim() === '') return sql`true`
  const like = sql`ilike ${`%${search.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`}`
  return sql`(t.subject ${like} or t.address ${like} or t.sender_name ${like} or c.name ${like} or c.email ${like}
    or exists (select from ticket_entries s where s.workspace_id = t.workspace_id and s.ticket_id = t.ticket_id and s.body ${like}))`
}

// Milliseconds are all that a caller is told, so a page goes on where the row lies by them.
const told = sql`date_trunc('milliseconds', t.last_at)`

function after({ cursor }: ListTicketsQuery): RawBuilder<unknown> {
  if (cursor === undefined) return sql`true`
  const [at, ticketId] = readCursor(place, cursor)
  return sql`(${told}, t.ticket_id) < (${at}::timestamptz, ${ticketId}::uuid)`
}
