import { sql } from 'kysely'
import { type Loop, startLoop } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import { readChannels } from '../channels/channels.repo.ts'
import { openSmpp, smppAccountOf } from '../channels/sms/smpp/smpp-channel.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { listenToMailboxes } from './mailbox/listen-mailboxes.ts'
import { lookIntoMailboxes } from './mailbox/watch-mailboxes.ts'

const napMs = 5_000
const restAfterFailureMs = 30_000

/** Hears, in a worker, what nobody posts: receipts that come in by open SMPP sessions and bounce mails in mailboxes. */
export function watchReports(deps: MessagingDeps): Pick<Loop, 'stop'> {
  const loop: Loop = startLoop(
    deps.log,
    'reports',
    async () => {
      await keepSessions(deps)
      await listenToMailboxes(deps, () => loop.wake())
      return await lookIntoMailboxes(deps)
    },
    { napMs },
  )
  return {
    stop: async () => {
      await loop.stop()
      deps.lines.close()
    },
  }
}

/** A session that broke is opened again, so that receipts come in when nothing is sent as well. */
async function keepSessions(deps: MessagingDeps): Promise<void> {
  const found = await sql<{ id: string }>`select list_workspaces_with_smpp() as id`.execute(deps.db)
  const ids = found.rows.map(({ id }) => id)
  await Promise.all(
    ids.map(async (id) => {
      const { sms } = await inWorkspace(deps.db, id, (tx) => readChannels(tx, id, deps.secret))
      const account = sms && smppAccountOf(sms)
      // What is wrong is said by the next message; a centre that says no is not asked every few seconds.
      if (account) await openSmpp(deps, id, account, restAfterFailureMs).catch(() => {})
    }),
  )
}
