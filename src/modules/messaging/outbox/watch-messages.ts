import { sql } from 'kysely'
import { eachWorkspace, type Loop, startLoop } from '#platform/loop'
import { inWorkspace } from '#platform/postgres'
import type { OutboxDeps } from '../messaging-deps.ts'
import { handOver } from './hand-over.ts'
import { handOverMany } from './hand-over-many.ts'
import { type Claimed, claimDue, recoverLost } from './outbox.repo.ts'

const atOnce = 48
/** While one part of them is on its way to the mail server the next is read, judged and written. */
const lanes = 3
const oneByOne = 8
/** Then the other workspaces have their turn. */
const mostRounds = 20

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
    const moved = await Promise.all(Array.from({ length: lanes }, () => moveSome(deps, id)))
    return moved.includes(true)
  })
}

/** Goes on as long as it finds a full hand. */
async function moveSome(deps: OutboxDeps, workspaceId: string): Promise<boolean> {
  for (let round = 0; ; round++) {
    const claimed = await inWorkspace(deps.db, workspaceId, async (tx) => {
      await recoverLost(tx, workspaceId, deps.clock.now())
      return await claimDue(tx, workspaceId, deps.clock.now(), atOnce)
    })
    if (claimed.length === 0) return round > 0
    const left = claimed.length > 1 ? await handOverMany(deps, workspaceId, claimed) : claimed
    for (let i = 0; i < left.length; i += oneByOne) await handOverSome(deps, workspaceId, left.slice(i, i + oneByOne))
    if (claimed.length < atOnce || round >= mostRounds) return true
  }
}

async function handOverSome(deps: OutboxDeps, workspaceId: string, some: Claimed[]): Promise<void> {
  // One that cannot be handled keeps its lease until that is over; the others go on.
  const ends = await Promise.allSettled(some.map((one) => handOver(deps, workspaceId, one)))
  for (const [index, end] of ends.entries())
    if (end.status === 'rejected')
      deps.log.warn({ err: end.reason, messageId: some[index]?.messageId }, 'A message could not be handed over')
}

/** Resolves when nothing is due at this moment. */
export async function settleMessages(deps: OutboxDeps): Promise<void> {
  while (await moveMessages(deps));
}
