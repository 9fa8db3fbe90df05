import { setTimeout as sleep } from 'node:timers/promises'
import { hasCaughtUp, isFarBehind, readBacklog } from '#modules/events'
import type { FileDeps, ImportContext } from './import-context.ts'

const pollMs = 100
/** Some seconds of the projector's work: enough that it never runs out of it. */
const usualAhead = 10_000

/**
 * Waits while too much of what is written is not projected yet. Events are projected in their order: whatever customers do meanwhile, and
 * whoever waits in a journey until it is known, would stand behind the whole file.
 */
export async function awaitProjector(deps: FileDeps, { workspaceId, signal, report }: ImportContext): Promise<void> {
  const { mostAhead = usualAhead } = deps
  if (mostAhead === Number.POSITIVE_INFINITY) return
  while (await isFarBehind(deps.db, workspaceId, mostAhead)) {
    signal?.throwIfAborted()
    await report()
    await sleep(pollMs)
  }
}

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
