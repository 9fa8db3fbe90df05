import { resolve } from 'node:path'
import { startEmbeddedClickhouse } from '#platform/clickhouse'
import type { EngineLog } from '#platform/process'
import { startEmbeddedPostgres } from '../postgres/embedded.ts'
import { lockDataDirectory } from './data-lock.ts'
import { type EngineHealth, type Supervised, supervise } from './supervise.ts'

export type { EngineHealth } from './supervise.ts'

export type EngineName = 'postgres' | 'clickhouse'

export type Engines = {
  databaseUrl: string
  clickhouseUrl: string
  /** One entry for each embedded engine; an external one is not ours to judge. */
  health: () => Partial<Record<EngineName, EngineHealth>>
  /** Stops the engines gracefully, within 10 s, and gives the data directory back. Call it after everything that uses them. */
  stop: () => Promise<void>
  /** Ends an engine as a crash would (kill -9), for tests of what follows. */
  killForTest: (name: EngineName) => void
}

export type EnginesOptions = {
  dataDir: string
  databaseUrl?: string | undefined
  clickhouseUrl?: string | undefined
  log: EngineLog
}

// Both starts are waited for, so that a failed one never leaves the other running.
async function startBoth(
  options: EnginesOptions,
  dataDir: string,
): Promise<[Supervised | undefined, Supervised | undefined]> {
  const { log } = options
  const [postgres, clickhouse] = await Promise.allSettled([
    options.databaseUrl === undefined
      ? supervise('postgres', (was) => startEmbeddedPostgres({ dataDir, log, ...(was && { port: was.port }) }), log)
      : undefined,
    options.clickhouseUrl === undefined
      ? supervise(
          'clickhouse',
          (was) =>
            startEmbeddedClickhouse({
              dataDir,
              log,
              ...(was && { port: was.port, secret: new URL(was.url).password }),
            }),
          log,
        )
      : undefined,
  ])
  if (postgres.status === 'fulfilled' && clickhouse.status === 'fulfilled') return [postgres.value, clickhouse.value]
  for (const result of [postgres, clickhouse]) if (result.status === 'fulfilled') await result.value?.stop()
  throw postgres.status === 'rejected' ? postgres.reason : clickhouse.status === 'rejected' && clickhouse.reason
}

/**
 * Starts what no URL was given for, both engines at once, and keeps them running: an engine that dies comes back at
 * the same address. Throws a conflict (`data_directory_in_use`) when another server works on the directory.
 */
export async function startEngines(options: EnginesOptions): Promise<Engines> {
  const dataDir = resolve(options.dataDir)
  // Without an engine of our own nothing in the directory belongs to one process: web and worker may share uploads.
  const isOurs = options.databaseUrl === undefined || options.clickhouseUrl === undefined
  const lock = isOurs ? lockDataDirectory(dataDir) : undefined
  try {
    const [postgres, clickhouse] = await startBoth(options, dataDir)
    return {
      databaseUrl: postgres?.url ?? options.databaseUrl ?? '',
      clickhouseUrl: clickhouse?.url ?? options.clickhouseUrl ?? '',
      health: () => ({
        ...(postgres && { postgres: postgres.health() }),
        ...(clickhouse && { clickhouse: clickhouse.health() }),
      }),
      stop: async () => {
        await Promise.all([postgres?.stop(), clickhouse?.stop()])
        lock?.release()
      },
      killForTest: (name) => (name === 'postgres' ? postgres : clickhouse)?.kill(),
    }
  } catch (error) {
    lock?.release()
    throw error
  }
}
