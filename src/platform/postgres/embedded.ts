import { spawn } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Engine, type EngineLog, endChild, freePort, keepTail, watchExit } from '#platform/process'
import { asAccount, findAccount, placeCluster, placePrograms } from './embedded-account.ts'
import { type Cluster, databaseName, ensureCluster, programEnvironment, superuser } from './embedded-cluster.ts'
import { stopLeftovers } from './embedded-leftovers.ts'
import { findPrograms } from './embedded-programs.ts'
import { postmasterArguments } from './embedded-settings.ts'

export type EmbeddedPostgresOptions = { dataDir: string; log: EngineLog; port?: number }

const urlOf = (port: number, password: string, database: string): string =>
  `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`

async function ask(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 })
  // A connection that dies while we end it has nothing more to tell.
  client.on('error', () => undefined)
  try {
    await client.connect()
    await client.query(sql)
  } finally {
    await client.end().catch(() => undefined)
  }
}

const isMissingDatabase = (error: unknown): boolean => (error as { code?: string }).code === '3D000'

async function waitReady(port: number, password: string, failed: () => string | undefined): Promise<void> {
  const end = performance.now() + 60_000
  for (;;) {
    try {
      return await ask(urlOf(port, password, databaseName), 'SELECT 1')
    } catch (error) {
      if (isMissingDatabase(error)) return ask(urlOf(port, password, 'postgres'), `CREATE DATABASE ${databaseName}`)
      const reason = failed()
      if (reason !== undefined) throw new Error(`PostgreSQL did not start:\n${reason}`)
      if (performance.now() > end) throw error
      await sleep(20)
    }
  }
}

// A connection that comes too early is our own question whether the server is up.
const isNews = (line: string): boolean =>
  /^(FATAL|PANIC):|was terminated by signal/.test(line) &&
  !/the database system is|database "regulars" does not exist/.test(line)

async function prepare(dataDir: string, log: EngineLog): Promise<{ cluster: Cluster; password: string }> {
  const account = findAccount()
  const { native, version } = findPrograms()
  const programs = placePrograms(native, version, account)
  const place = placeCluster(dataDir, account)
  const home = realpathSync(place.home)
  if (place.moved) log.info({ directory: home }, 'PostgreSQL keeps its data where its own account can read it')
  const cluster = { programs, data: join(home, 'data'), account }
  const { password, created } = await ensureCluster(cluster, home)
  if (created) log.info({ directory: cluster.data }, 'PostgreSQL data directory created')
  const stopped = await stopLeftovers(cluster.data)
  if (stopped !== undefined) log.warn({ pid: stopped }, 'Stopped a PostgreSQL that an earlier server left running')
  return { cluster, password }
}

/**
 * Starts the PostgreSQL 18 that came with the packages on `dataDir`/postgres: a cluster with checksums, on loopback,
 * behind a random password. As root it runs under an unprivileged account. Ends and replaces whatever an earlier
 * server that was killed left behind. Resolves when the database answers.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<Engine> {
  const { log } = options
  const { cluster, password } = await prepare(resolve(options.dataDir), log)
  const port = options.port ?? (await freePort())
  const child = spawn(join(cluster.programs, 'bin', 'postgres'), postmasterArguments(cluster.data, port), {
    ...asAccount(cluster.account),
    env: programEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches only us, and we stop the engine when the rest has ended.
    detached: true,
  })
  let ended = false
  const exited = watchExit(child)
  // Also when a failed start or a bug ends us without stop(). Only kill -9 leaves it to the next start.
  const endWithUs = (): void => void child.kill('SIGINT')
  process.once('exit', endWithUs)
  exited.then(() => {
    ended = true
    process.off('exit', endWithUs)
  })
  let stopping = false
  const tail = keepTail(child, (line) => {
    // A connection that we have just ended may not know of it yet when it is told to go; autovacuum may be at work.
    const isOurs = stopping && line.endsWith('due to administrator command')
    if (isNews(line) && !isOurs) log.warn({ engine: 'postgres' }, line)
  })
  const stop = (): Promise<void> => {
    stopping = true
    return endChild(child, exited, [
      ['SIGINT', 5000],
      ['SIGQUIT', 2000],
      ['SIGKILL', 1000],
    ])
  }
  try {
    await waitReady(port, password, () => (ended ? tail() : undefined))
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: urlOf(port, password, databaseName),
    port,
    pid: child.pid ?? 0,
    stop,
    onExit: (listener) => void exited.then(listener),
  }
}
