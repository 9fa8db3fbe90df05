import { sql } from 'kysely'
import type { TicketEntry } from '#contract/inbox'
import { keptAttachments } from '#modules/care'
import { findNames } from '#modules/workspaces'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { splitQuote } from './incoming/split-quote.ts'

/** As its row has it: with the file's id where it was kept. */
export type StoredAttachment = { name: string; type: string; bytes: number | null; attachmentId?: string }

export type NewEntry = {
  ticketId: string
  entryId?: string | undefined
  kind: TicketEntry['kind']
  channel: TicketEntry['channel']
  at: Temporal.Instant
  author: { kind: TicketEntry['author']['kind']; id: string | null }
  text: string
  isCut?: boolean
  address?: string | null
  reference?: string | null
  messageId?: string | null
  attachments?: StoredAttachment[]
}

/** To a ticket that is locked. False when there is one of that id, or of that reference. */
export async function insertEntry(tx: Tx, workspaceId: string, entry: NewEntry): Promise<boolean> {
  const { ticketId, entryId, kind, channel, at, author, text, isCut = false } = entry
  const { address = null, reference = null, messageId = null, attachments = [] } = entry
  const { rows } =
    await sql`insert into ticket_entries (workspace_id, ticket_id, number, entry_id, kind, channel, at, author_id, author_kind,
      address, body, is_cut, reference, message_id, attachments)
    values (${workspaceId}, ${ticketId}, (select coalesce(max(number), 0) + 1 from ticket_entries
      where workspace_id = ${workspaceId} and ticket_id = ${ticketId}), ${entryId ?? newId(at.epochMilliseconds)}, ${kind}, ${channel}, ${at.toString()}, ${author.id},
      ${author.kind}, ${address}, ${text}, ${isCut}, ${reference}, ${messageId}, ${JSON.stringify(attachments)}::jsonb)
    on conflict do nothing returning entry_id`.execute(tx)
  return rows.length > 0
}

type Stored = Pick<TicketEntry, 'entryId' | 'kind' | 'channel' | 'address' | 'isCut'> & {
  attachments: StoredAttachment[]
  at: Date
  authorId: string | null
  authorKind: TicketEntry['author']['kind']
  body: string
  messageId: string | null
  state: NonNullable<TicketEntry['delivery']>['state'] | null
  reason: NonNullable<TicketEntry['delivery']>['reason']
  reported: NonNullable<TicketEntry['delivery']>['reported']
}

const most = 500

/** What was said, the oldest first; of a very long one the last 500. */
export async function readEntries(tx: Tx, workspaceId: string, ticketId: string): Promise<TicketEntry[]> {
  const { rows } = await sql<Stored>`select e.entry_id as "entryId", e.kind, e.channel, e.at, e.author_id as "authorId",
      e.author_kind as "authorKind", e.address, e.body, e.is_cut as "isCut", e.attachments, e.message_id as "messageId", m.state, m.reason,
      m.reported
    from ticket_entries e left join messages m on m.workspace_id = e.workspace_id and m.message_id = e.message_id
    where e.workspace_id = ${workspaceId} and e.ticket_id = ${ticketId} order by e.number desc limit ${most}`.execute(
    tx,
  )
  const names = await findNames(
    tx,
    rows.map(({ authorId }) => authorId),
  )
  const files = rows.flatMap(({ attachments }) => attachments.flatMap(({ attachmentId }) => attachmentId ?? []))
  const kept = files.length === 0 ? new Map<string, string>() : await keptAttachments(tx, workspaceId, files)
  return rows.toReversed().map(({ at, authorId, authorKind, body, messageId, state, reason, reported, ...entry }) => ({
    ...entry,
    attachments: entry.attachments.map((one) => shown(one, kept)),
    at: at.toISOString(),
    author: { kind: authorKind, name: authorId === null ? null : (names.get(authorId) ?? null) },
    ...(entry.kind === 'in' ? splitQuote(body) : { text: body, quoted: '' }),
    delivery: messageId === null || state === null ? null : { messageId, state, reason, reported },
  }))
}

function shown(
  { attachmentId, ...named }: StoredAttachment,
  kept: ReadonlyMap<string, string>,
): TicketEntry['attachments'][number] {
  const customerId = attachmentId === undefined ? undefined : kept.get(attachmentId)
  return { ...named, file: attachmentId && customerId ? { customerId, attachmentId } : null }
}

/** Which of an entry's files are kept by now. */
export async function noteFiles(
  tx: Tx,
  workspaceId: string,
  reference: string,
  attachments: StoredAttachment[],
): Promise<void> {
  await sql`update ticket_entries set attachments = ${JSON.stringify(attachments)}::jsonb
    where workspace_id = ${workspaceId} and reference = ${reference}`.execute(tx)
}

/** The newest one, whoever wrote it; null where nobody has. */
export async function findLastEntry(tx: Tx, workspaceId: string, ticketId: string): Promise<string | null> {
  const { rows } = await sql<{ entryId: string }>`select entry_id as "entryId" from ticket_entries
    where workspace_id = ${workspaceId} and ticket_id = ${ticketId} order by number desc limit 1`.execute(tx)
  return rows[0]?.entryId ?? null
}

/** Message-IDs of the thread, the oldest first; our own as the id of the message alone. Text messages have none. */
export async function readReferences(tx: Tx, workspaceId: string, ticketId: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select coalesce(message_id::text, reference) as name from ticket_entries
    where workspace_id = ${workspaceId} and ticket_id = ${ticketId} and kind <> 'note' and channel = 'email'
      and (message_id is not null or reference like '<%>') order by number desc limit 20`.execute(tx)
  return rows.map(({ name }) => name).toReversed()
}
