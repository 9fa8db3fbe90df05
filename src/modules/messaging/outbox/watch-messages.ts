import { sql } from 'kysely'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import type { OutboxDeps } from '../messaging-deps.ts'
import { handOver } from './hand-over.ts'
import { claimDue, recoverLost } from './outbox.repo.ts'

const atOnce = 8

/** Brings what is in the outbox to people, in a worker; several may do so at once. Stopping ends the conversations it is in. */
export function watchMessages(deps: OutboxDeps): Pick<Loop, 'stop'> {
  const loop = startLoop(deps.log, 'messages', () => moveMessages(deps))
  return {
    stop: async () => {
      await loop.stop()
      deps.channel.close()
    },
  }
}

/** One round over all workspaces; whether it took any. */
export async function moveMessages(deps: OutboxDeps): Promise<boolean> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_messages(${deps.clock.now().toString()}) as id`.execute(deps.db)
  const ids = found.rows.map(({ id }) => id)
  return await eachWorkspace(ids, async (id) => {
    const claimed = await inWorkspace(deps.db, id, async (tx) => {
      await recoverLost(tx, id, deps.clock.now())
      return await claimDue(tx, id, deps.clock.now(), atOnce)
    })
    // One that cannot be handled keeps its lease until that is over; the others go on.
    const ends = await Promise.allSettled(claimed.map((one) => handOver(deps, id, one)))
    for (const [index, end] of ends.entries())
      if (end.status === 'rejected')
        deps.log.warn({ err: end.reason, messageId: claimed[index]?.messageId }, 'A message could not be handed over')
    return claimed.length > 0
  })
}

/** Resolves when nothing is due at this moment. */
export async function settleMessages(deps: OutboxDeps): Promise<void> {
  while (await moveMessages(deps));
}
