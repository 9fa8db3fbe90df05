import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Engine, type EngineLog, type Exit, endChild, keepTail, watchExit } from '#platform/process'
import type { ChdbOrder, ChdbReport } from './chdb-child.ts'
import { sweepEmptyMutations } from './sweep-mutations.ts'

export type EmbeddedClickhouseOptions = {
  dataDir: string
  log: EngineLog
  port?: number
  /** The secret of an earlier start, to keep the address as it was. */
  secret?: string
  /** The most memory one query may take, in bytes. */
  queryMemory?: number
}

const twoGigabytes = 2 * 1024 ** 3
// A pool of seven connections, each with a native thread while it works, and some for gzip and files.
const nativeThreads = '12'

const childFile = fileURLToPath(new URL('./chdb-child.ts', import.meta.url))

class DirectoryHeld extends Error {
  override name = 'DirectoryHeld'
}

const isHeld = (output: string): boolean => output.includes('Cannot lock file')

function explain(output: string, reason: string): Error {
  if (isHeld(output)) return new DirectoryHeld('ClickHouse did not start: another process holds its data directory')
  return new Error(`ClickHouse did not start: ${reason}\n${output}`.trimEnd())
}

function waitReady(child: ChildProcess, exited: Promise<Exit>, tail: () => string): Promise<number> {
  return new Promise((resolvePort, reject) => {
    child.once('message', (message: ChdbReport) => {
      if ('ready' in message) resolvePort(message.ready)
      else reject(explain(tail(), message.failed))
    })
    exited.then(() => reject(explain(tail(), 'the process ended')))
  })
}

// No secrets of ours, and the same time zone as a server: UTC.
const childEnvironment = (): NodeJS.ProcessEnv => ({
  PATH: process.env.PATH,
  HOME: process.env.HOME,
  TMPDIR: process.env.TMPDIR,
  TZ: 'UTC',
  UV_THREADPOOL_SIZE: nativeThreads,
})

async function startChild(order: ChdbOrder, log: EngineLog): Promise<Engine> {
  const child = spawn(process.execPath, ['--max-old-space-size=512', childFile], {
    cwd: order.path,
    env: childEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // A group of its own, so that Ctrl-C in the terminal does not reach it before we have finished with it.
    detached: true,
  })
  const exited = watchExit(child)
  const tail = keepTail(child, (line) => isHeld(line) || log.warn({ engine: 'clickhouse' }, line))
  child.send(order, () => undefined)
  const stop = (): Promise<void> =>
    endChild(child, exited, [
      ['SIGTERM', 8000],
      ['SIGKILL', 1000],
    ])
  try {
    const port = await waitReady(child, exited, tail)
    return {
      url: `http://regulars:${order.secret}@127.0.0.1:${port}`,
      port,
      pid: child.pid ?? 0,
      stop,
      onExit: (listener) => void exited.then(listener),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/**
 * Starts chDB (ClickHouse in a child process) on `dataDir`/clickhouse behind ClickHouse's HTTP interface, on loopback
 * with a random secret. The child ends with its parent, also when the parent is killed.
 */
export async function startEmbeddedClickhouse(options: EmbeddedClickhouseOptions): Promise<Engine> {
  const path = join(resolve(options.dataDir), 'clickhouse')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const swept = sweepEmptyMutations(path)
  if (swept > 0) options.log.warn({ engine: 'clickhouse', swept }, 'Removed empty mutations that a full disk has left')
  const order: ChdbOrder = {
    path,
    secret: options.secret ?? randomBytes(24).toString('base64url'),
    port: options.port ?? 0,
    memory: options.queryMemory ?? twoGigabytes,
    threads: Math.min(2, availableParallelism()),
  }
  // The child of a server that was killed a moment ago may not have let go yet.
  for (const end = performance.now() + 3000; ; ) {
    try {
      return await startChild(order, options.log)
    } catch (error) {
      if (!(error instanceof DirectoryHeld) || performance.now() > end) throw error
      await sleep(100)
    }
  }
}
