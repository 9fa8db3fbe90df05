import { isIP } from 'node:net'
import { ImapFlow } from 'imapflow'
import { OutboundError } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import { readMailReports } from '../dsn.ts'
import { takeReport } from '../take-report.ts'
import { notePosition, type StoredMailbox } from './mailbox.repo.ts'

const atOnce = 50
/** Enough for the report and the headers of what came back, which is all that is read; of what people write there may be more. */
const mostBytes = { report: 512 * 1024, reply: 10 * 1024 * 1024 }
const answerMs = 20_000

/**
 * Reads what is new in a mailbox. Mails that report of a message of ours are kept, marked as seen and moved away; what people write is
 * handed on where that is wanted, and all others are left as they are, both untouched. What is kept is committed before a mail is touched and the position after that: whoever stops in between reads it again, which
 * changes nothing. Resolves with how many were taken. Throws what the server or the guard says.
 */
export async function readMailbox(deps: MessagingDeps, workspaceId: string, mailbox: StoredMailbox): Promise<number> {
  const client = await connectMailbox(deps, mailbox)
  let heard = 0
  try {
    await client.connect()
    const lock = await client.getMailboxLock(mailbox.folder)
    try {
      const uidValidity = client.mailbox ? String(client.mailbox.uidValidity) : ''
      const from = uidValidity === mailbox.uidValidity ? mailbox.lastUid : 0
      const found = (await client.search({ uid: `${from + 1}:*` }, { uid: true })) || []
      // The newest one is found by `n:*` even when it is below n (RFC 3501, 6.4.8).
      const fresh = found.filter((uid) => uid > from).toSorted((a, b) => a - b)
      for (let i = 0; i < fresh.length; i += atOnce) {
        const uids = fresh.slice(i, i + atOnce)
        const { reports, replies } = await keepMails(deps, workspaceId, mailbox, client, uids)
        if (reports.length > 0) await putAway(client, reports, mailbox.moveTo)
        heard += reports.length + replies
        const lastUid = uids.at(-1) ?? from
        await inWorkspace(deps.db, workspaceId, (tx) => notePosition(tx, workspaceId, { uidValidity, lastUid }))
      }
    } finally {
      lock.release()
    }
    await client.logout()
  } finally {
    client.close()
  }
  if (heard > 0) deps.onWritten(workspaceId)
  return heard
}

/** A client that is not connected yet; to an address that was judged. */
export async function connectMailbox(
  { findAddress }: MessagingDeps,
  { host, port, user, password }: StoredMailbox,
  own: { maxIdleTime?: number; socketTimeout?: number } = {},
): Promise<ImapFlow> {
  const { address, isAllowed } = await findAddress(host, port)
  const client = new ImapFlow({
    host: address,
    port,
    // On any other port the connection begins in plain words and must be encrypted before the password is told.
    secure: port === 993,
    ...(isAllowed ? {} : { doSTARTTLS: port !== 993 }),
    ...(isIP(host) ? {} : { servername: host }),
    auth: { user, pass: password ?? '' },
    logger: false,
    disableAutoIdle: true,
    connectionTimeout: answerMs,
    greetingTimeout: answerMs,
    socketTimeout: answerMs,
    ...own,
    tls: { rejectUnauthorized: !isAllowed },
  })
  // It is thrown from the command that is under way as well.
  client.on('error', () => {})
  return client
}

/** The UIDs of those that told something of a message of ours, and how many were written by people. */
async function keepMails(
  deps: MessagingDeps,
  workspaceId: string,
  { takesReplies, repliesSince }: StoredMailbox,
  client: ImapFlow,
  uids: number[],
): Promise<{ reports: number[]; replies: number }> {
  const kept = { reports: [] as number[], replies: 0 }
  const source = { maxLength: takesReplies ? mostBytes.reply : mostBytes.report }
  for await (const mail of client.fetch(uids, { source, internalDate: true }, { uid: true })) {
    const raw = mail.source ?? Buffer.alloc(0)
    if (await keepReports(deps, workspaceId, raw.subarray(0, mostBytes.report).toString('utf8'))) {
      kept.reports.push(mail.uid)
      continue
    }
    const now = deps.clock.now()
    const came = mail.internalDate === undefined ? now : instantOf(mail.internalDate)
    const isNew = repliesSince === null || Temporal.Instant.compare(came, repliesSince) >= 0
    if (!takesReplies || !deps.replies || !isNew) continue
    const at = Temporal.Instant.compare(came, now) < 0 ? came : now
    if (await deps.replies.takeMail(workspaceId, raw, at)) kept.replies++
  }
  return kept
}

const instantOf = (date: string | Date): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(new Date(date).getTime())

/** Whether it told something of a message of ours. */
async function keepReports(deps: MessagingDeps, workspaceId: string, raw: string): Promise<boolean> {
  // Anybody may write to a mailbox: only who got a message knows its name, and it speaks for the address it went to alone.
  const reports = readMailReports(raw).filter((one) => one.messageId !== undefined)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    let isKnown = false
    for (const { kind, code, messageId } of reports) {
      const report = { kind, code, messageId, provider: 'imap', at: deps.clock.now() }
      if (await takeReport(tx, deps, workspaceId, report)) isKnown = true
    }
    return isKnown
  })
}

/** The client answers false where the connection broke. */
async function putAway(client: ImapFlow, uids: number[], folder: string): Promise<void> {
  const isMarked = await client.messageFlagsAdd(uids, ['\\Seen'], { uid: true })
  if (folder !== '') await client.mailboxCreate(folder).catch(() => {})
  const isAway = folder === '' || (await client.messageMove(uids, folder, { uid: true })) !== false
  if (!isMarked || !isAway) throw new OutboundError('unclear', 'The mailbox did not take the changes')
}
