import { sql } from 'kysely'
import { customerFamilies, findByContact, whoNow } from '#modules/customers'
import { inWorkspace, type Tx } from '#platform/postgres'
import type { InboxDeps } from '../inbox-deps.ts'
import { openTicket } from '../open-ticket.ts'
import { findTicketOf, ownNames, plainSubject } from './find-ticket.ts'
import { keepFiles, namesOf } from './keep-files.ts'
import { keepWritten } from './keep-written.ts'
import { type InboundMail, readMail } from './read-mail.ts'

/**
 * Takes a mail that somebody wrote: into the ticket it answers, or into a new one; of a sender nobody knows, one without a customer. False
 * for what no person wrote. The same mail again changes nothing.
 */
export async function takeMail(
  deps: InboxDeps,
  workspaceId: string,
  raw: Uint8Array,
  at: Temporal.Instant,
): Promise<boolean> {
  const mail = await readMail(raw).catch((error: unknown) => {
    // One that cannot be read must not hold up those behind it; what is wrong with it may quote it.
    deps.log.warn({ workspaceId, name: error instanceof Error ? error.name : 'unknown' }, 'A mail could not be read')
    return undefined
  })
  if (!mail) return false
  let kept: Kept | undefined
  try {
    kept = await inWorkspace(deps.db, workspaceId, (tx) => keepMail(tx, deps, workspaceId, mail, at))
  } catch (error) {
    if (!isUnkeepable(error)) throw error
    deps.log.warn({ workspaceId, code: error.code }, 'A mail could not be kept')
    return false
  }
  const { attachments: files, reference } = mail
  if (kept?.senderId && files.length > 0)
    await keepFiles(deps, workspaceId, { customerId: kept.senderId, reference, files })
  deps.onWritten(workspaceId)
  return true
}

type Kept = { senderId: string | undefined }

/** PostgreSQL does not take what is in it (class 22), however often it is tried; anything else may pass. */
const isUnkeepable = (error: unknown): error is Error & { code: string } =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && /^22...$/.test(error.code)

async function keepMail(
  tx: Tx,
  deps: InboxDeps,
  workspaceId: string,
  mail: InboundMail,
  at: Temporal.Instant,
): Promise<Kept | undefined> {
  const { from, sender, reference, references, subject } = mail
  // Two mails of one sender that are read at once do not open two tickets for one matter.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`inbox:${workspaceId}:${from.address}`}, 0))`.execute(tx)
  const known =
    await sql`select from ticket_entries where workspace_id = ${workspaceId} and reference = ${reference}`.execute(tx)
  if (known.rows.length > 0) return undefined
  const answered = await findAnswered(tx, workspaceId, references)
  const found = await findTicketOf(tx, workspaceId, deps.secret, mail)
  const whoseIs = async (address: string) => (await findByContact(tx, workspaceId, address))?.customerId
  const senderId = await whoseIs(from.address)
  const customerId = answered?.customerId ?? senderId ?? (await whoseIs(sender)) ?? null
  const ticket = found ?? {
    ...(await openTicket(
      tx,
      deps.clock,
      workspaceId,
      { kind: 'system' },
      {
        subject: plainSubject(subject),
        channel: 'email',
        customerId,
        address: from.address,
        senderName: from.name,
        openedBy: { kind: 'customer', id: null },
        at,
      },
    )),
    subject: plainSubject(subject),
    state: 'open' as const,
    ownerId: null,
    customerId,
  }
  const written = {
    channel: 'email',
    at,
    from,
    text: mail.text,
    isCut: mail.isCut,
    reference,
    attachments: namesOf(mail.attachments),
  } as const
  const [owner] = await customerFamilies(tx, workspaceId, ticket.customerId === null ? [] : [ticket.customerId])
  const ofAnother = senderId !== undefined && senderId !== owner?.personId
  await keepWritten(tx, deps, workspaceId, ticket, written, { messageId: answered?.messageId, ofAnother })
  return { senderId }
}

/** The message of ours that a mail answers, and who got it. */
async function findAnswered(
  tx: Tx,
  workspaceId: string,
  references: string[],
): Promise<{ messageId: string; customerId: string | null } | undefined> {
  const own = ownNames(references)
  if (own.length === 0) return undefined
  const { rows } = await sql<{
    messageId: string
    customerId: string | null
  }>`select m.message_id as "messageId", c.customer_id as "customerId"
    from messages m
    left join customers o on o.workspace_id = m.workspace_id and o.customer_id = m.customer_id
    left join customers c on c.workspace_id = o.workspace_id and c.customer_id = ${whoNow('o')}
      and c.erased_at is null
    where m.workspace_id = ${workspaceId} and m.message_id = any(${own}::uuid[]) and m.source_kind <> 'test'
    order by array_position(${own}::uuid[], m.message_id) limit 1`.execute(tx)
  return rows[0]
}
