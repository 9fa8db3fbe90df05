import { type RawBuilder, sql } from 'kysely'
import type { TicketRow } from '#contract/inbox'
import { whoNow } from '#modules/customers'
import { findNames } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { splitQuote } from './incoming/split-quote.ts'

export type StoredTicket = {
  ticketId: string
  subject: string
  state: TicketRow['state']
  channel: TicketRow['channel']
  /** who remains, where people were joined */
  customerId: string | null
  customerName: string | null
  ownerId: string | null
  address: string | null
  senderName: string | null
  openedByKind: TicketRow['openedBy']
  openedAt: Date
  closedAt: Date | null
  lastAt: Date
}
type Shown = StoredTicket & {
  lastKind: NonNullable<TicketRow['last']>['kind'] | null
  lastWordAt: Date | null
  lastBody: string | null
  isUndelivered: boolean | null
}

const excerptLetters = 160
/** Of a long mail no more is looked through for them. */
const lookedThrough = 4_000

/** `t` is tickets, `c` the customer who remains. */
const columns = sql`t.ticket_id as "ticketId", t.subject, t.state, t.channel, c.customer_id as "customerId",
  coalesce(nullif(c.name, ''), c.email, c.external_id, c.phone, '#' || c.number) as "customerName", t.owner_id as "ownerId", t.address,
  t.sender_name as "senderName", t.opened_by_kind as "openedByKind", t.opened_at as "openedAt", t.closed_at as "closedAt",
  t.last_at as "lastAt"`

export const ticketTables = sql`tickets t
  left join customers o on o.workspace_id = t.workspace_id and o.customer_id = t.customer_id
  left join customers c on c.workspace_id = t.workspace_id and c.customer_id = ${whoNow('o')}`

/** An answer that failed, or never will arrive. */
const undelivered = sql`(m.state in ('failed', 'suppressed') or m.reported in ('undelivered', 'bounced'))`

/** The last word of each, and of a ticket without any its last note. */
const lastEntry = sql`left join lateral (select e.kind, e.at, left(e.body, ${sql.lit(lookedThrough)}) as body, e.message_id from ticket_entries e
    where e.workspace_id = t.workspace_id and e.ticket_id = t.ticket_id
    order by e.kind = 'note', e.number desc limit 1) l on true
  left join messages m on m.workspace_id = t.workspace_id and m.message_id = l.message_id`

/** Rows as a list shows them. */
export async function readTickets(tx: Tx, rest: RawBuilder<unknown>): Promise<TicketRow[]> {
  const { rows } = await sql<Shown>`select ${columns}, l.kind as "lastKind", l.at as "lastWordAt", l.body as "lastBody",
      ${undelivered} as "isUndelivered"
    from ${ticketTables} ${lastEntry} ${rest}`.execute(tx)
  const names = await findNames(
    tx,
    rows.map(({ ownerId }) => ownerId),
  )
  return rows.map((row) => rowOf(row, names))
}

/** One, for whoever changes it: locked until the end of the transaction. Throws ticket_not_found. */
export async function lockTicket(tx: Tx, workspaceId: string, ticketId: string): Promise<StoredTicket> {
  const { rows } = await sql<StoredTicket>`select ${columns} from ${ticketTables}
    where t.workspace_id = ${workspaceId} and t.ticket_id = ${ticketId} for update of t`.execute(tx)
  const [row] = rows
  if (!row) throw ticketNotFound()
  return row
}

export const ticketNotFound = () => new DomainError('not_found', 'ticket_not_found', 'There is no such ticket.')

function rowOf(row: Shown, names: Map<string, string>): TicketRow {
  const { customerId, customerName, ownerId, address, senderName, lastKind, lastWordAt, lastBody } = row
  return {
    ticketId: row.ticketId,
    subject: row.subject,
    state: row.state,
    channel: row.channel,
    customer: customerId === null || customerName === null ? null : { customerId, name: customerName },
    sender: address === null ? null : { name: senderName, address },
    owner: ownerId === null ? null : { personId: ownerId, name: names.get(ownerId) ?? '' },
    openedBy: row.openedByKind,
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    last:
      lastKind === null || lastWordAt === null
        ? null
        : { kind: lastKind, at: lastWordAt.toISOString(), excerpt: excerptOf(lastBody ?? '') },
    lastAt: row.lastAt.toISOString(),
    isUndelivered: row.isUndelivered === true,
  }
}

/** The beginning of what was written now, on one line. */
export function excerptOf(body: string): string {
  const words = splitQuote(body).text.replace(/\s+/g, ' ')
  return words.length > excerptLetters ? `${words.slice(0, excerptLetters).toWellFormed()}…` : words
}
