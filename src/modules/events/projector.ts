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

// A turn costs tens of milliseconds however few events it has; a shop that sends all the time gets some of them together.
const fewEvents = 500
const projectingRestMs = 50
const deliveringRestMs = 200

/** Two loops: one projects the log into PostgreSQL, one tells ClickHouse. ClickHouse being away holds up only the second. */
export function startProjector(deps: ProjectorDeps): Projector {
  const cache: BatchCache = new Map()
  const setAside: SetAside = new Map()
  const followers: Record<Happened, (() => void)[]> = { projected: [], told: [] }
  const tell = (what: Happened): void => {
    for (const wake of followers[what]) wake()
  }
  const project = async (): Promise<boolean | 'little'> => {
    let events = 0
    const busy = await eachWorkspace(await listBehind(deps.db), async (workspaceId) => {
      const batch = await projectAroundFault(deps, workspaceId, setAside)
      if (!batch) return false
      if (cache.size < cachedBatches) cache.set(cacheKey(workspaceId, batch.batchId), batch)
      events += batch.events.length
      delivering.wake()
      tell('projected')
      return true
    })
    return busy && events < fewEvents ? 'little' : busy
  }
  const stopping = new AbortController()
  const deliver = async (): Promise<boolean | 'little'> => {
    const broken = new Set(await listToRebuild(deps.db))
    const ids = [...new Set([...(await listPending(deps.db)), ...broken])]
    let events = 0
    const busy = await eachWorkspace(ids, async (id) => {
      if (broken.has(id)) return await resumeRebuild(deps, id, stopping.signal)
      const delivered = await deliverBatches(deps, id, cache)
      events += delivered
      return delivered > 0
    })
    if (busy) tell('told')
    return busy && events < fewEvents ? 'little' : busy
  }
  const projecting = startLoop(deps.log, 'projector', project, { restMs: projectingRestMs })
  const delivering = startLoop(deps.log, 'analytics delivery', deliver, { restMs: deliveringRestMs })
  return {
    wake: projecting.wake,
    on: (what, wake) => {
      followers[what].push(wake)
    },
    settle: async () => {
      while ((await listBehind(deps.db)).length > 0 || (await listPending(deps.db)).length > 0) {
        projecting.hurry()
        delivering.hurry()
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
