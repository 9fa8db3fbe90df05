import { setTimeout as sleep } from 'node:timers/promises'
import { hasCaughtUp } from '#modules/events'
import type { Db } from '#platform/postgres'

const pollMs = 20
const patienceMs = 5_000

/**
 * Waits until both engines know everything up to `position`, so that who changed something sees it changed. Whether they do: after
 * 5 s the answer is that it will come.
 */
export async function awaitEvents(db: Db, workspaceId: string, position: number): Promise<boolean> {
  const end = performance.now() + patienceMs
  while (!(await hasCaughtUp(db, workspaceId, position))) {
    if (performance.now() > end) return false
    await sleep(pollMs)
  }
  return true
}
