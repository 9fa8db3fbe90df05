import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import type { Clock } from '#platform/clock'
import type { Log } from '#platform/log'
import type { Db } from '#platform/postgres'
import { type BatchCache, cacheKey, deliverBatches } from './deliver-batches.ts'
import { projectAroundFault, type SetAside } from './project-around-fault.ts'
import type { Project } from './projection.ts'
import { resumeRebuild } from './rebuild-analytics.ts'
import type { FactReaders } from './redeliver-batches.ts'

export type ProjectorDeps = { db: Db; ch: Clickhouse; clock: Clock; log: Log; project: Project } & FactReaders

export type Projector = {
  /** Look at this workspace now: something was written. */
  wake: () => void
  /** Resolves when everything written so far is in both engines. */
  settle: () => Promise<void>
  /** Finishes the batch at hand and stops. */
  stop: () => Promise<void>
}

const idlePollMs = 250
const maxRetryMs = 5_000
// Batches kept in memory for their delivery; more only wait in PostgreSQL.
const cachedBatches = 16

/** Two loops: one projects the log into PostgreSQL, one tells ClickHouse. ClickHouse being away holds up only the second. */
export function startProjector(deps: ProjectorDeps): Projector {
  const cache: BatchCache = new Map()
  const setAside: SetAside = new Map()
  const projecting = startLoop(deps.log, 'projector', async () => {
    return await eachWorkspace(await listBehind(deps.db), async (workspaceId) => {
      const batch = await projectAroundFault(deps, workspaceId, setAside)
      if (!batch) return false
      if (cache.size < cachedBatches) cache.set(cacheKey(workspaceId, batch.batchId), batch)
      delivering.wake()
      return true
    })
  })
  const stopping = new AbortController()
  const delivering = startLoop(deps.log, 'analytics delivery', async () => {
    const broken = new Set(await listToRebuild(deps.db))
    const ids = [...new Set([...(await listPending(deps.db)), ...broken])]
    return await eachWorkspace(ids, async (id) =>
      broken.has(id) ? await resumeRebuild(deps, id, stopping.signal) : (await deliverBatches(deps, id, cache)) > 0,
    )
  })
  return {
    wake: projecting.wake,
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

/** Trouble with one workspace waits until the others had their turn. Whether anything was done. */
async function eachWorkspace(ids: string[], work: (workspaceId: string) => Promise<boolean>): Promise<boolean> {
  let busy = false
  const failures: unknown[] = []
  for (const id of ids) {
    try {
      if (await work(id)) busy = true
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return busy
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

type Loop = { wake: () => void; stop: () => Promise<void> }

/** Runs `step` again at once while it says it did something, else after a nap that `wake` cuts short; errors are retried ever more slowly. */
function startLoop(log: Log, name: string, step: () => Promise<boolean>): Loop {
  let stopped = false
  let cutShort: (() => void) | undefined
  let woken = false
  const nap = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(done, ms)
      function done(): void {
        clearTimeout(timer)
        cutShort = undefined
        resolve()
      }
      cutShort = done
    })
  async function run(): Promise<void> {
    let failures = 0
    while (!stopped) {
      woken = false
      try {
        const busy = await step()
        if (failures > 0) log.info({ loop: name }, 'Working again')
        failures = 0
        if (!busy && !woken && !stopped) await nap(idlePollMs)
      } catch (error) {
        failures++
        if (failures === 1 || failures % 20 === 0)
          log.warn({ err: error, loop: name, failures }, 'A step failed and is tried again')
        if (!stopped) await nap(Math.min(maxRetryMs, 100 * 2 ** Math.min(failures, 10)))
      }
    }
  }
  const running = run()
  return {
    wake: () => {
      woken = true
      cutShort?.()
    },
    stop: async () => {
      stopped = true
      cutShort?.()
      await running
    },
  }
}
