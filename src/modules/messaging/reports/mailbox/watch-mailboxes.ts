import { sql } from 'kysely'
import { eachWorkspace } from '#platform/loop'
import { OutboundError } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import type { MessagingDeps } from '../../messaging-deps.ts'
import { claimMailbox, everySeconds, findMailbox, noteLook } from './mailbox.repo.ts'
import { readMailbox } from './read-mailbox.ts'

const afterTroubleSeconds = 300
/** A worker that died in the middle holds it no longer than this. */
const leaseSeconds = 600

/** Looks into every mailbox that is due; whether there was one. */
export async function lookIntoMailboxes(deps: MessagingDeps): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_mailboxes(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = found.rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    const now = deps.clock.now()
    const until = now.add({ seconds: leaseSeconds })
    if (!(await inWorkspace(deps.db, id, (tx) => claimMailbox(tx, id, { now, until })))) return false
    await lookInto(deps, id)
    return true
  })
}

type Look = { heard: number; trouble: string | null }

/** One look now, and what came of it; `trouble` is a code. */
export async function lookInto(deps: MessagingDeps, workspaceId: string): Promise<Look | undefined> {
  const mailbox = await inWorkspace(deps.db, workspaceId, (tx) => findMailbox(tx, workspaceId, deps.secret))
  if (!mailbox) return undefined
  const look = await readMailbox(deps, workspaceId, mailbox).then(
    (heard): Look => ({ heard, trouble: null }),
    (error: unknown): Look => ({ heard: 0, trouble: troubleOf(error) }),
  )
  const now = deps.clock.now()
  await inWorkspace(deps.db, workspaceId, (tx) =>
    noteLook(tx, workspaceId, {
      trouble: look.trouble,
      heardAt: look.heard > 0 ? now : null,
      dueAt: now.add({ seconds: look.trouble === null ? everySeconds : afterTroubleSeconds }),
    }),
  )
  return look
}

/** Codes alone: what a server says may hold names. */
function troubleOf(error: unknown): string {
  if (error instanceof OutboundError) return error.outcome
  const { authenticationFailed, serverResponseCode, responseStatus, code } = error as Partial<Record<string, unknown>>
  if (authenticationFailed === true) return 'password'
  const first = [serverResponseCode, responseStatus, code].find((one) => typeof one === 'string')
  return typeof first === 'string' ? first : 'unreadable'
}
