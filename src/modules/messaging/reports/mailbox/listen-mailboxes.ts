import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import { findMailbox, lookSoon, type StoredMailbox } from './mailbox.repo.ts'
import { connectMailbox } from './read-mailbox.ts'

/** Connections of this process that wait for mail (RFC 2177), one for the mailbox of each workspace. */
export type MailboxLines = Map<string, MailboxLine>
type MailboxLine = { mailbox: string; isOpen: boolean; openedAt: number; close: () => void }

const triedAgainMs = 60_000
// Servers end a quiet connection after half an hour; we begin anew before that.
const idleMs = 25 * 60_000

/**
 * Waits at every mailbox for new mail, so that it is looked into at once and not within the minute. What cannot be opened, or breaks, is
 * opened again after a while; `onMail` is called when there is something to read.
 */
export async function listenToMailboxes(deps: MessagingDeps, onMail: () => void): Promise<void> {
  const lines = deps.lines.mailboxes
  const found = await sql<{ id: string }>`select list_workspaces_with_mailboxes('infinity') as id`.execute(deps.db)
  const ids = new Set(found.rows.map(({ id }) => id))
  for (const [id, line] of lines) if (!ids.has(id)) line.close()
  for (const id of ids) {
    const mailbox = await inWorkspace(deps.db, id, (tx) => findMailbox(tx, id, deps.secret))
    if (!mailbox) continue
    const known = lines.get(id)
    const isSame = known?.mailbox === nameOf(mailbox)
    if (isSame && (known.isOpen || Date.now() - known.openedAt < triedAgainMs)) continue
    known?.close()
    lines.set(id, openLine(deps, id, mailbox, onMail))
  }
}

const nameOf = ({ host, port, user, folder, password }: StoredMailbox): string =>
  JSON.stringify([host, port, user, folder, password])

function openLine(deps: MessagingDeps, workspaceId: string, mailbox: StoredMailbox, onMail: () => void): MailboxLine {
  const line: MailboxLine = { mailbox: nameOf(mailbox), isOpen: true, openedAt: Date.now(), close: () => end() }
  let end = (): void => {
    line.isOpen = false
  }
  const tell = async (): Promise<void> => {
    const now = deps.clock.now()
    if (await inWorkspace(deps.db, workspaceId, (tx) => lookSoon(tx, workspaceId, now))) onMail()
  }
  const listen = async (): Promise<void> => {
    const client = await connectMailbox(deps, mailbox, { maxIdleTime: idleMs, socketTimeout: 2 * idleMs })
    end = () => {
      line.isOpen = false
      client.close()
    }
    if (!line.isOpen) return end()
    client.on('close', end)
    client.on('exists', ({ count, prevCount }) => {
      // What is missed is seen within the minute.
      if (count > prevCount) void tell().catch(() => {})
    })
    await client.connect()
    await client.mailboxOpen(mailbox.folder, { readOnly: true })
    while (line.isOpen) await client.idle()
  }
  // What is wrong is said by the look each minute.
  listen().catch(() => end())
  return line
}
