/** The real product as a child process: started, killed, stopped and started again on one data directory. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort, watchExit } from '#platform/process'

export type Place = { dataDir: string; port: number; url: string; remove: () => void }

export type Server = {
  pid: number
  /** Milliseconds from the start of the process to the first 200 of /readyz. */
  readyMs: number
  output: () => string
  /** kill -9 of the server process; its engines learn of it as they would on any machine. */
  kill: () => Promise<void>
  /** SIGTERM; resolves with the exit code and how long it took. */
  stop: () => Promise<{ code: number | null; ms: number }>
  exited: Promise<{ code: number | null }>
}

export const root = join(import.meta.dirname, '..', '..', '..')

// A machine that does much else takes its time.
const patienceMs = 180_000

export async function newPlace(): Promise<Place> {
  const dataDir = mkdtempSync(join(tmpdir(), 'regulars-faults-'))
  const port = await freePort()
  return {
    dataDir,
    port,
    url: `http://127.0.0.1:${port}`,
    remove: () => rmSync(dataDir, { recursive: true, force: true }),
  }
}

/** `program` is the folder of another version. */
export function spawnServer(
  place: Pick<Place, 'dataDir' | 'port'>,
  env: NodeJS.ProcessEnv = {},
  program = root,
): ChildProcess {
  return spawn(process.execPath, ['src/cli.ts', 'start'], {
    cwd: program,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      TMPDIR: process.env.TMPDIR,
      DATA_DIR: place.dataDir,
      PORT: String(place.port),
      LOG_LEVEL: 'warn',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Starts the server and waits until it is ready. Throws with its output when it ends instead. */
export async function startServer(place: Place, env: NodeJS.ProcessEnv = {}, program = root): Promise<Server> {
  const since = performance.now()
  const child = spawnServer(place, env, program)
  const exited = watchExit(child)
  const output = keepOutput(child)
  let ended = false
  void exited.then(() => {
    ended = true
  })
  while (!(await isReady(place.url))) {
    if (ended) throw new Error(`The server did not start:\n${output()}`)
    if (performance.now() - since > patienceMs) {
      child.kill('SIGKILL')
      throw new Error(`The server was not ready after three minutes:\n${output()}`)
    }
    await sleep(20)
  }
  const signal = async (name: NodeJS.Signals): Promise<{ code: number | null; ms: number }> => {
    const from = performance.now()
    child.kill(name)
    const { code } = await exited
    return { code, ms: performance.now() - from }
  }
  return {
    pid: child.pid ?? 0,
    readyMs: performance.now() - since,
    output,
    exited,
    kill: async () => void (await signal('SIGKILL')),
    stop: () => signal('SIGTERM'),
  }
}

export function keepOutput(child: ChildProcess): () => string {
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (chunk: string) => {
      text = (text + chunk).slice(-64_000)
    })
  }
  return () => text
}

async function isReady(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })
    await answer.arrayBuffer()
    return answer.status === 200
  } catch {
    return false
  }
}

/** The address of the embedded PostgreSQL, which outlives a killed server until the next start. */
export function postgresUrl(dataDir: string): string {
  const pointer = join(dataDir, 'postgres.location')
  const home = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : join(dataDir, 'postgres')
  const password = readFileSync(join(home, 'password'), 'utf8').trim()
  const port = readFileSync(join(home, 'data', 'postmaster.pid'), 'utf8').split('\n')[3]
  return `postgres://regulars_owner:${password}@127.0.0.1:${port}/regulars`
}

/** Processes that belong to the data directory: the two engines of a server, or what it left behind. */
export function findEngines(dataDir: string): { clickhouse: number[]; postgres: number[] } {
  const found = { clickhouse: [] as number[], postgres: [] as number[] }
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ')
      if (command.includes('chdb-child')) {
        if (readlinkSync(`/proc/${name}/cwd`) === join(dataDir, 'clickhouse')) found.clickhouse.push(Number(name))
      } else if (command.includes(`${dataDir}/postgres/data`)) found.postgres.push(Number(name))
    } catch {
      // It ended while we looked.
    }
  }
  return found
}
