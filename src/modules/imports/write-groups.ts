import type { ImportProgress } from '#contract/imports'
import { appendEvents, type CanonicalEvent, eventPosition } from '#modules/events'
import { inWorkspace } from '#platform/postgres'
import { awaitProjector } from './await-projection.ts'
import type { FileDeps, ImportContext } from './import-context.ts'
import { type Checkpoint, saveCheckpoint } from './imports.repo.ts'

export const mostEvents = 2_000
export const mostBytes = 4 * 1024 * 1024

/** Events that commit together, and where the import stands once they have. `counted` is added to the progress with them. */
export type Group = {
  events: CanonicalEvent[]
  checkpoint: Checkpoint
  counted: (progress: ImportProgress) => void
  /** what was read when the group was complete, where reading goes on while it commits */
  read?: Partial<ImportProgress>
}

/**
 * Appends groups in order, each in one transaction with the import's checkpoint: after a crash either both are there or
 * neither. While one group commits, the next one is built; nothing runs far ahead of the projector. Returns the log's last position
 * the import wrote, if any.
 */
export async function writeGroups(
  deps: FileDeps,
  context: ImportContext,
  groups: AsyncIterable<Group>,
  from: Checkpoint,
): Promise<number | undefined> {
  const { workspaceId, importId, progress } = context
  let lastPosition = from.lastPosition

  const write = async (group: Group): Promise<void> => {
    await inWorkspace(deps.db, workspaceId, async (tx) => {
      const { accepted, duplicates } = await appendEvents(tx, deps.clock, workspaceId, group.events, { importId })
      if (accepted > 0) lastPosition = await eventPosition(tx, workspaceId)
      group.counted(progress)
      progress.eventsWritten += accepted
      progress.eventsToProject = progress.eventsWritten
      progress.duplicates += duplicates
      const told = { ...progress, ...group.read }
      const checkpoint = {
        ...group.checkpoint,
        progress: told,
        ...(lastPosition === undefined ? {} : { lastPosition }),
      }
      await saveCheckpoint(tx, workspaceId, importId, { checkpoint, progress, status: context.status })
    })
    deps.onWritten?.(workspaceId)
  }

  let writing: Promise<void> | undefined
  try {
    for await (const group of groups) {
      await writing
      await awaitProjector(deps, context)
      context.signal?.throwIfAborted()
      writing = write(group)
      // Awaited at the next turn; until then a failure must not count as unhandled.
      writing.catch(() => {})
      await context.report()
    }
  } finally {
    await writing
  }
  return lastPosition
}
