import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createClickhouse } from '#platform/clickhouse'
import { type Engines, startEngines } from '#platform/engines'
import { isDomainError } from '#platform/errors'
import { silentLog } from '#platform/log'
import { isAlive, waitGone } from '#platform/process'

const workspace = '01920000-0000-7000-8000-000000000001'

async function askPostgres<T>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function askClickhouse<T>(url: string, sql: string): Promise<T[]> {
  const clickhouse = createClickhouse(url, { log: silentLog })
  try {
    return await clickhouse.forWorkspace(workspace).query<T>(sql)
  } finally {
    await clickhouse.close()
  }
}

async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (attempt > 200) throw error
      await sleep(50)
    }
  }
}

const newDirectory = (): string => mkdtempSync(join(tmpdir(), 'regulars-engines-'))

describe('both engines on one data directory', () => {
  const dataDir = newDirectory()
  let engines: Engines

  beforeAll(async () => {
    engines = await startEngines({ dataDir, log: silentLog })
  })
  afterAll(async () => {
    await engines.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('PostgreSQL is an 18 with checksums, ICU collation and real commits', async () => {
    const settings = await askPostgres<Record<string, string>>(
      engines.databaseUrl,
      `SELECT current_setting('server_version_num')::int / 10000 AS version, current_setting('data_checksums') AS checksums,
       current_setting('synchronous_commit') AS commits, current_setting('fsync') AS fsync, current_setting('TimeZone') AS zone,
       (SELECT datlocprovider FROM pg_database WHERE datname = current_database()) AS collation`,
    )
    expect(settings).toEqual([
      { version: 18, checksums: 'on', commits: 'on', fsync: 'on', zone: 'UTC', collation: 'i' },
    ])
  })

  it('a killed PostgreSQL comes back at the same address with its rows', async () => {
    await askPostgres(engines.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS n')
    engines.killForTest('postgres')
    await patiently(async () => expect(engines.health().postgres?.restarts).toBe(1))
    const rows = await patiently(() => askPostgres(engines.databaseUrl, 'SELECT n FROM kept'))
    expect(rows).toEqual([{ n: 7 }])
  })

  it('a killed ClickHouse comes back at the same address with its rows, also after its disk was full', async () => {
    const clickhouse = createClickhouse(engines.clickhouseUrl, { log: silentLog })
    await clickhouse.command('CREATE TABLE kept (n UInt8) ENGINE = MergeTree ORDER BY n')
    await clickhouse.insert('kept', [{ n: 7 }], { token: 'kept' })
    await clickhouse.close()
    // What a full disk leaves of a deletion.
    const [table = ''] = globSync(join(dataDir, 'clickhouse/store/*/*/format_version.txt'))
    writeFileSync(join(dirname(table), 'mutation_9.txt'), '')
    engines.killForTest('clickhouse')
    await patiently(async () => expect(engines.health().clickhouse?.restarts).toBe(1))
    const rows = await patiently(() =>
      askClickhouse(engines.clickhouseUrl, 'SELECT n FROM kept WHERE {workspace_id:UUID} IS NOT NULL'),
    )
    expect(rows).toEqual([{ n: 7 }])
  })

  it('a second server on the directory is refused and told who holds it', async () => {
    const error = await startEngines({ dataDir, log: silentLog }).catch((reason: unknown) => reason)
    expect(isDomainError(error) && error.reason).toBe('data_directory_in_use')
    expect(String(error)).toContain(String(process.pid))
    expect(String(error)).toContain(dataDir)
  })
})

// A server of its own that can be killed as a whole.
const serverProgram = (dataDir: string): string => `
  import { startEngines } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))}
  const log = { info() {}, warn() {}, error() {} }
  const engines = await startEngines({ dataDir: ${JSON.stringify(dataDir)}, log })
  console.log(JSON.stringify({ ...engines, health: engines.health() }))
  process.on('SIGTERM', () => engines.stop().then(() => process.exit(0)))
  setInterval(() => {}, 1000)
`

type Report = Pick<Engines, 'databaseUrl' | 'clickhouseUrl'> & { health: ReturnType<Engines['health']> }

async function startServer(dataDir: string): Promise<{ server: ChildProcess; report: Report }> {
  const server = spawn(process.execPath, ['--input-type=module', '-e', serverProgram(dataDir)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
  return { server, report: JSON.parse(line) as Report }
}

describe('a server that is killed', () => {
  const dataDir = newDirectory()
  let last: ChildProcess | undefined

  afterEach(async () => {
    if (last?.exitCode !== null) return
    last.kill('SIGTERM')
    await once(last, 'exit')
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

  it('leaves no ClickHouse behind, and the next start takes over from its PostgreSQL', async () => {
    const first = await startServer(dataDir)
    await askPostgres(first.report.databaseUrl, 'CREATE TABLE kept AS SELECT 7 AS n')
    first.server.kill('SIGKILL')
    expect(await waitGone(first.report.health.clickhouse?.pid ?? 0, 5000)).toBe(true)

    const second = await startServer(dataDir)
    last = second.server
    expect(isAlive(first.report.health.postgres?.pid ?? 0)).toBe(false)
    expect(await askPostgres(second.report.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
  })

  it('starts although its lock file names the process of another program', async () => {
    const file = join(dataDir, 'postgres', 'data', 'postmaster.pid')
    const program = spawn('sleep', ['60'])
    writeFileSync(
      file,
      `${program.pid}\n${join(dataDir, 'postgres', 'data')}\n1\n5432\n\n127.0.0.1\n 1 1\nready   \n`,
      { mode: 0o666 },
    )
    const { server, report } = await startServer(dataDir)
    last = server
    expect(await askPostgres(report.databaseUrl, 'SELECT n FROM kept')).toEqual([{ n: 7 }])
    expect(program.exitCode).toBe(null)
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(String(report.health.postgres?.pid))
    program.kill()
  })
})
