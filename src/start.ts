/** Starts and stops the product: engines, schema, web and worker parts, as the settings say. */

import { openSetup } from '#modules/workspaces'
import { createClickhouse, migrateClickhouse } from '#platform/clickhouse'
import { type Clock, startSteadyClock } from '#platform/clock'
import type { Config } from '#platform/config'
import { type Engines, startEngines } from '#platform/engines'
import { createLifecycle } from '#platform/http'
import type { Log } from '#platform/log'
import {
  checkIsolation,
  connectFirst,
  createDb,
  createPool,
  migratePostgres,
  readDatabaseTime,
} from '#platform/postgres'
import { defineJobs } from './define-jobs.ts'
import { createParts, type Parts } from './parts.ts'
import { reachable } from './reachable.ts'
import { serveWeb } from './serve-web.ts'
import { startLoops } from './start-loops.ts'

export type Regulars = Parts & {
  engines: Engines
  /** Where people reach it; undefined without the web part. */
  url?: string
  /** Takes no more, finishes what is under way, stops the engines it started. Within 10 s. */
  stop: () => Promise<void>
}

type Options = {
  clock?: Clock
  /** Hears what is being done, for a person who waits. */
  onStep?: (step: 'engines' | 'schema' | 'web') => void
  web?: boolean
  /** Nothing but the projector works: no loop looks, no job comes round. For engines that live as long as one command. */
  projectorOnly?: boolean
}

/** Everything the settings ask for, ready for use when it resolves. */
export async function startRegulars(config: Config, log: Log, options: Options = {}): Promise<Regulars> {
  options.onStep?.('engines')
  const engines = await startEngines({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    clickhouseUrl: config.clickhouseUrl,
    log,
  })
  try {
    options.onStep?.('schema')
    const analytics = () =>
      reachable('clickhouse_unreachable', config.clickhouseUrl, migrateClickhouse(engines.clickhouseUrl, { log }))
    await reachable('database_unreachable', config.databaseUrl, migratePostgres(engines.databaseUrl, analytics))
    return await startOn(engines, config, log, options)
  } catch (error) {
    await engines.stop()
    throw error
  }
}

async function startOn(engines: Engines, config: Config, log: Log, options: Options): Promise<Regulars> {
  const pool = createPool(engines.databaseUrl, { max: 12 })
  await connectFirst(pool)
  const db = createDb(pool)
  await checkIsolation(db)
  // The database's, which all processes share: nothing happens early or late because somebody sets this machine's clock.
  const steady = await startSteadyClock(() => readDatabaseTime(db))
  const ch = createClickhouse(engines.clickhouseUrl, { log })
  const clock = options.clock ?? steady
  const worksJobs = config.role !== 'web' && options.projectorOnly !== true
  const parts = await createParts(config, log, { db, ch, clock, databaseUrl: engines.databaseUrl, worksJobs })
  await defineJobs(parts)
  const lifecycle = createLifecycle()
  const isWeb = config.role !== 'worker' && options.web !== false
  const web = isWeb ? await serveWeb(config, parts, lifecycle) : undefined
  const url = web ? (config.publicUrl ?? `http://localhost:${web.port}`) : undefined
  // A free port is known only now; links in messages must carry it, so what sends them begins only now.
  if (url) parts.people.publicUrl = url
  const loops = worksJobs ? startLoops(parts) : []
  lifecycle.ready()
  const stop = once(async () => {
    lifecycle.drain()
    web?.stopWatching()
    await web?.close(4_000)
    await parts.writer.drain()
    await Promise.all([parts.jobs.stop(), parts.projector?.stop(), ...loops.map((loop) => loop.stop())])
    steady.stop()
    await ch.close()
    await db.destroy()
    await engines.stop()
    log.info('Stopped')
  })
  return { ...parts, engines, stop, ...(url ? { url } : {}) }
}

/** Callers may ask twice (a second Ctrl-C); it is done once. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work()
    return done
  }
}

/** The token for the first-run page, while nobody has set this installation up. */
export async function readSetupToken(regulars: Regulars): Promise<string | undefined> {
  return await openSetup(regulars.people)
}
