import { setTimeout as sleep } from 'node:timers/promises'
import { hasCaughtUp, readBacklog } from '#modules/events'
import type { FileDeps, ImportContext } from './import-context.ts'

const pollMs = 100

/** Waits until both engines know everything the import wrote: only then do reports show it. */
export async function awaitProjection(deps: FileDeps, context: ImportContext, lastPosition: number): Promise<void> {
  const { workspaceId, progress, signal } = context
  while (!(await hasCaughtUp(deps.db, workspaceId, lastPosition))) {
    signal?.throwIfAborted()
    await context.report()
    await sleep(pollMs)
  }
  progress.eventsProjected = progress.eventsToProject
}

/** Events of others may be waiting too; then the figure is a little low. */
export async function countProjected(deps: FileDeps, { workspaceId, progress }: ImportContext): Promise<void> {
  const { events } = await readBacklog(deps.db, workspaceId)
  progress.eventsProjected = Math.max(progress.eventsProjected, progress.eventsWritten - events)
}
