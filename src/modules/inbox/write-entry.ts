import { sql } from 'kysely'
import type { AddTicketEntry, TicketState } from '#contract/inbox'
import type { AuditActor } from '#modules/audit'
import { queueAnswer } from '#modules/messaging'
import { brandOf, findNames } from '#modules/workspaces'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { readAnswerWays } from './answer-ways.ts'
import { tellState } from './change-ticket.ts'
import { findLastEntry, insertEntry, readReferences } from './entries.repo.ts'
import type { InboxDeps } from './inbox-deps.ts'
import { replyTag } from './reply-tag.ts'
import type { StoredTicket } from './tickets.repo.ts'

export type Writer = { workspaceId: string; actor: AuditActor; brandName: string }

/** Read before the transaction: it has a connection of its own. */
export async function writerOf(
  { db }: Pick<InboxDeps, 'db'>,
  { workspaceId, actor }: Omit<Writer, 'brandName'>,
): Promise<Writer> {
  return { workspaceId, actor, brandName: (await brandOf(db, workspaceId)).name }
}

/**
 * Adds what a colleague writes to a ticket that is locked: an answer goes out with the transaction, a note stays, what was said elsewhere
 * is kept as theirs. An answer makes it the customer's turn, or ends it; their word makes it ours. The same entryId again writes nothing.
 * Throws ticket_no_address, ticket_moved_on.
 */
export async function writeEntry(
  tx: Tx,
  deps: InboxDeps,
  writer: Writer,
  ticket: StoredTicket,
  { entryId, kind, text, channel: wanted, closes = false, after }: AddTicketEntry,
): Promise<void> {
  const { workspaceId, actor } = writer
  const { ticketId } = ticket
  const now = deps.clock.now()
  const id = entryId ?? newId(now.epochMilliseconds)
  const known = await sql`select from ticket_entries where workspace_id = ${workspaceId} and entry_id = ${id}`.execute(
    tx,
  )
  if (known.rows.length > 0) return
  if (after !== undefined && after !== (await findLastEntry(tx, workspaceId, ticketId)))
    throw new DomainError('conflict', 'ticket_moved_on', 'Somebody has written here meanwhile.')
  const author = {
    kind: actor.kind === 'system' ? 'journey' : actor.kind,
    id: actor.kind === 'system' ? null : actor.actorId,
  } as const
  const entry = { ticketId, entryId: id, kind, at: now, text }
  if (kind === 'note') {
    await insertEntry(tx, workspaceId, { ...entry, channel: 'other', author })
    return
  }
  if (kind === 'in') {
    await insertEntry(tx, workspaceId, { ...entry, channel: ticket.channel, author: { kind: 'customer', id: null } })
    await turn(tx, deps, writer, ticket, 'open')
    return
  }
  const ways = await readAnswerWays(tx, workspaceId, ticket)
  const way = wanted === undefined ? ways[0] : ways.find(({ channel }) => channel === wanted)
  if (!way) throw new DomainError('conflict', 'ticket_no_address', 'There is no address that an answer could go to.')
  const references = await readReferences(tx, workspaceId, ticketId)
  const { messageId } = await queueAnswer(tx, deps, workspaceId, {
    ...way,
    key: `ticket:${id}`,
    ticketId,
    customerId: ticket.customerId,
    subject: references.length > 0 ? answerTo(ticket.subject) : ticket.subject,
    text,
    author: await nameOf(tx, writer),
    references,
    tag: replyTag(deps.secret, workspaceId, ticketId),
  })
  await insertEntry(tx, workspaceId, { ...entry, ...way, author, messageId })
  await turn(tx, deps, writer, ticket, closes ? 'closed' : 'waiting')
}

/** Whose turn it is after this word. */
async function turn(tx: Tx, deps: InboxDeps, writer: Writer, ticket: StoredTicket, state: TicketState): Promise<void> {
  const now = deps.clock.now().toString()
  const { workspaceId, actor } = writer
  // Who answers first looks after it from then on.
  const ownerId = ticket.ownerId ?? (state !== 'open' && actor.kind === 'person' ? actor.actorId : null)
  await sql`update tickets set state = ${state}, last_at = greatest(last_at, ${now}::timestamptz), owner_id = ${ownerId},
      closed_at = ${state === 'closed' ? now : null}::timestamptz
    where workspace_id = ${workspaceId} and ticket_id = ${ticket.ticketId}`.execute(tx)
  await tellState(tx, deps, workspaceId, actor, ticket, state)
}

async function nameOf(tx: Tx, { actor, brandName }: Writer): Promise<string> {
  if (actor.kind !== 'person') return brandName
  return (await findNames(tx, [actor.actorId])).get(actor.actorId) ?? brandName
}

const answerTo = (subject: string): string =>
  /^(re|aw|sv|vs|odp|vá|отв)\s*:/i.test(subject) ? subject : `Re: ${subject}`
