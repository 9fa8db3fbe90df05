import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import { eachWorkspace, startLoop } from '#platform/loop'
import type { Db } from '#platform/postgres'
import { type BatchCache, cacheKey, deliverBatches } from './deliver-batches.ts'
import { projectAroundFault, type SetAside } from './project-around-fault.ts'
import type { Project } from './projection.ts'
import { resumeRebuild } from './rebuild-analytics.ts'
import type { FactReaders } from './redeliver-batches.ts'

export type ProjectorDeps = { db: Db; ch: Clickhouse; clock: Clock; log: Log; project: Project } & FactReaders

type Happened = 'projected' | 'told'

export type Projector = {
  /** Look at this workspace now: something was written. */
  wake: () => void
  /** Calls back when a batch was projected, or when ClickHouse was told of some, so that who follows need not look all the time. */
  on: (what: Happened, wake: () => void) => void
  /** Resolves when everything written so far is in both engines. */
  settle: () => Promise<void>
  /** Finishes the batch at hand and stops. */
  stop: () => Promise<void>
}

// Batches kept in memory for their delivery; more only wait in PostgreSQL.
const cachedBatches = 16

/** Two loops: one projects the log into PostgreSQL, one tells ClickHouse. ClickHouse being away holds up only the second. */
export function startProjector(deps: ProjectorDeps): Projector {
  const cache: BatchCache = new Map()
  const setAside: SetAside = new Map()
  const followers: Record<Happened, (() => void)[]> = { projected: [], told: [] }
  const tell = (what: Happened): void => {
    for (const wake of followers[what]) wake()
  }
  const projecting = startLoop(deps.log, 'projector', async () => {
    return await eachWorkspace(await listBehind(deps.db), async (workspaceId) => {
      const batch = await projectAroundFault(deps, workspaceId, setAside)
      if (!batch) return false
      if (cache.size < cachedBatches) cache.set(cacheKey(workspaceId, batch.batchId), batch)
      delivering.wake()
      tell('projected')
      return true
    })
  })
  const stopping = new AbortController()
  const delivering = startLoop(deps.log, 'analytics delivery', async () => {
    const broken = new Set(await listToRebuild(deps.db))
    const ids = [...new Set([...(await listPending(deps.db)), ...broken])]
    const busy = await eachWorkspace(ids, async (id) =>
      broken.has(id) ? await resumeRebuild(deps, id, stopping.signal) : (await deliverBatches(deps, id, cache)) > 0,
    )
    if (busy) tell('told')
    return busy
  })
  return {
    wake: projecting.wake,
    on: (what, wake) => {
      followers[what].push(wake)
    },
    settle: async () => {
      while ((await listBehind(deps.db)).length > 0 || (await listPending(deps.db)).length > 0) {
        projecting.wake()
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
    },
    stop: async () => {
      stopping.abort()
      await Promise.all([projecting.stop(), delivering.stop()])
    },
  }
}

async function listBehind(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`select list_workspaces_behind() as id`.execute(db)
  return found.rows.map((row) => row.id)
}

async function listToRebuild(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`select list_workspaces_to_rebuild() as id`.execute(db)
  return found.rows.map((row) => row.id)
}

async function listPending(db: Db): Promise<string[]> {
  const found = await sql<{ id: string }>`select list_workspaces_with_pending_batches() as id`.execute(db)
  return found.rows.map((row) => row.id)
}
