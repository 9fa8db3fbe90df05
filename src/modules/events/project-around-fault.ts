import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import { type Db, inWorkspace } from '#platform/postgres'
import { isDataFault } from './data-fault.ts'
import { addDeadLetters } from './dead-letters.repo.ts'
import { batchSize, lockNextEvents, type ProjectedBatch, projectNextBatch } from './project-batch.ts'
import type { Project } from './projection.ts'

type Deps = { db: Db; clock: Clock; log: Log; project: Project }

/** How many events in a row were set aside in each workspace. So many mean that it is us, not them. */
export type SetAside = Map<string, number>
const mostInARow = 20

/**
 * Projects the next batch. One event that cannot be projected must not hold up all that come after it: it is searched for by
 * halving and goes to the dead letters, where it can be repaired and replayed. Throws what is not the data's fault.
 */
export async function projectAroundFault(
  deps: Deps,
  workspaceId: string,
  setAside: SetAside,
): Promise<ProjectedBatch | undefined> {
  for (let size = batchSize; ; size = Math.ceil(size / 2)) {
    try {
      const batch = await projectNextBatch(deps, workspaceId, size)
      if (batch) setAside.delete(workspaceId)
      return batch
    } catch (error) {
      const inARow = setAside.get(workspaceId) ?? 0
      if (!isDataFault(error) || inARow >= mostInARow) throw error
      if (size > 1) continue
      await setAsideNext(deps, workspaceId, error)
      setAside.set(workspaceId, inARow + 1)
      size = batchSize * 2
    }
  }
}

async function setAsideNext({ db, clock, log }: Deps, workspaceId: string, error: unknown): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const [event] = (await lockNextEvents(tx, workspaceId, 1))?.events ?? []
    if (!event) return
    const body = { ...event.body, timestamp: new Date(event.occurredAt).toISOString() }
    const detail = 'The event could not be worked into customers and figures.'
    const letter = { reason: 'not_projectable', detail, body: JSON.stringify(body) }
    const bySecret = event.body.bySecret === true || event.importId !== null
    await addDeadLetters(tx, workspaceId, clock.now().toString(), event.source, [letter], bySecret)
    await sql`delete from event_log where workspace_id = ${workspaceId} and position = ${event.position}`.execute(tx)
    await sql`update event_offsets set projected = ${event.position} where workspace_id = ${workspaceId}`.execute(tx)
    log.warn(
      { workspaceId, position: event.position, code: (error as { code?: unknown }).code },
      'An event was set aside',
    )
  })
}
