import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { readReplyTag } from '../reply-tag.ts'
import type { InboundMail } from './read-mail.ts'

export type FoundTicket = {
  ticketId: string
  subject: string
  state: 'open' | 'waiting' | 'closed'
  ownerId: string | null
  customerId: string | null
}

const columns = sql`t.ticket_id as "ticketId", t.subject, t.state, t.owner_id as "ownerId", t.customer_id as "customerId"`

const uuid = /^<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@/i

/** Names of messages of ours among Message-IDs: they begin with it. */
export const ownNames = (references: readonly string[]): string[] =>
  references.flatMap((one) => uuid.exec(one)?.[1]?.toLowerCase() ?? [])

/**
 * The ticket a mail belongs to: what it answers tells first, then the signed address it went to, then a ticket of the same sender with the
 * same subject that is not closed. Locked until the end of the transaction.
 */
export async function findTicketOf(
  tx: Tx,
  workspaceId: string,
  secret: string,
  { references, to, from, subject }: InboundMail,
): Promise<FoundTicket | undefined> {
  const own = ownNames(references)
  const answered = sql`t.ticket_id = (select e.ticket_id from ticket_entries e where e.workspace_id = ${workspaceId}
    and (e.reference = any(${references}::text[]) or e.message_id = any(${own}::uuid[])) order by e.at desc limit 1)`
  const tagged = readReplyTag(secret, workspaceId, to)
  return (
    (references.length > 0 ? await find(tx, workspaceId, answered) : undefined) ??
    (tagged === undefined ? undefined : await find(tx, workspaceId, sql`t.ticket_id = ${tagged}`)) ??
    (await findOpen(tx, workspaceId, { channel: 'email', address: from.address, subject }))
  )
}

/** The newest one that is not closed: of a sender, and of mail with this subject, whatever stands before it. */
export async function findOpen(
  tx: Tx,
  workspaceId: string,
  { channel, address, subject }: { channel: 'email' | 'sms'; address: string; subject?: string },
): Promise<FoundTicket | undefined> {
  const same = subject === undefined ? sql`true` : sql`lower(t.subject) = ${plainSubject(subject).toLowerCase()}`
  return await find(
    tx,
    workspaceId,
    sql`t.channel = ${channel} and t.address = ${address} and t.state <> 'closed' and ${same}`,
  )
}

async function find(tx: Tx, workspaceId: string, where: RawBuilder<unknown>): Promise<FoundTicket | undefined> {
  const { rows } =
    await sql<FoundTicket>`select ${columns} from tickets t where t.workspace_id = ${workspaceId} and ${where}
    order by t.last_at desc limit 1 for update of t`.execute(tx)
  return rows[0]
}

const before =
  /^\s*((re|aw|sv|vs|fwd?|wg|odp|pd|vá|továbbítás|fw|отв|ответ|пересылка)(\[\d+\])?\s*[:：]|(پاسخ|فوروارد)\s*[:：])\s*/i

/** Without Re: and what mail programs write for it in other languages. */
export function plainSubject(subject: string): string {
  let plain = subject
  for (let i = 0; i < 10 && before.test(plain); i++) plain = plain.replace(before, '')
  return plain.trim()
}
