import { sql } from 'kysely'
import { inWorkspace } from '#platform/postgres'
import { handOver, type OutboxDeps } from './hand-over.ts'
import { claimDue, recoverLost } from './outbox.repo.ts'

const pollMs = 250
const retryMs = 3_000
const atOnce = 8

export type MessageWatch = {
  /** Finishes the conversations it is in. */
  stop: () => Promise<void>
}

/** Brings what is in the outbox to people, in a worker; several may do so at once. */
export function watchMessages(deps: OutboxDeps): MessageWatch {
  let stopped = false
  let cutShort = (): void => {}
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      cutShort = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    while (!stopped) {
      try {
        if ((await moveMessages(deps)) === 0 && !stopped) await nap(pollMs)
      } catch (error) {
        deps.log.warn({ err: error }, 'Messages could not be handed over; tried again')
        if (!stopped) await nap(retryMs)
      }
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopped = true
      cutShort()
      await running
      deps.channel.close()
    },
  }
}

/** One round over all workspaces; how many messages it took. */
export async function moveMessages(deps: OutboxDeps): Promise<number> {
  const found = await sql<{ id: string }>`
    select list_workspaces_with_messages(${deps.clock.now().toString()}) as id`.execute(deps.db)
  let moved = 0
  for (const { id } of found.rows) {
    const claimed = await inWorkspace(deps.db, id, async (tx) => {
      await recoverLost(tx, id, deps.clock.now())
      return await claimDue(tx, id, deps.clock.now(), atOnce)
    })
    moved += claimed.length
    // One that cannot be handled keeps its lease until that is over; the others go on.
    const ends = await Promise.allSettled(claimed.map((one) => handOver(deps, id, one)))
    for (const [index, end] of ends.entries())
      if (end.status === 'rejected')
        deps.log.warn({ err: end.reason, messageId: claimed[index]?.messageId }, 'A message could not be handed over')
  }
  return moved
}

/** Resolves when nothing is due at this moment. */
export async function settleMessages(deps: OutboxDeps): Promise<void> {
  while ((await moveMessages(deps)) > 0);
}
