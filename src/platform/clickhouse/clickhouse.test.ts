import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from '@clickhouse/client'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { binaryRows } from '#platform/blocks'
import { type Clickhouse, createClickhouse, isClickhouseUnavailable, migrateClickhouse } from '#platform/clickhouse'
import { silentLog } from '#platform/log'

// A database of its own in the engine that all test files share.
const database = `test_${randomUUID().replaceAll('-', '')}`
const serverUrl = inject('clickhouseUrl')
const url = `${serverUrl}/${database}`
const [here, elsewhere] = [randomUUID(), randomUUID()]

let clickhouse: Clickhouse
const seen = () => clickhouse.forWorkspace(here)

beforeAll(async () => {
  const server = createClickhouse(serverUrl, { log: silentLog })
  await server.command(`CREATE DATABASE ${database}`)
  await server.close()
  clickhouse = createClickhouse(url, { log: silentLog })
  await clickhouse.command(
    `CREATE TABLE things (workspace_id UUID, n UInt64, name String, at DateTime64(3, 'UTC'))
     ENGINE = MergeTree ORDER BY (workspace_id, n) SETTINGS non_replicated_deduplication_window = 100`,
  )
  await clickhouse.command(
    `CREATE TABLE thing_sums (workspace_id UUID, things Int64) ENGINE = SummingMergeTree ORDER BY workspace_id
     SETTINGS non_replicated_deduplication_window = 100`,
  )
  await clickhouse.command(
    `CREATE MATERIALIZED VIEW thing_feed TO thing_sums AS
     SELECT workspace_id, toInt64(count()) AS things FROM things GROUP BY workspace_id`,
  )
})

afterAll(async () => {
  await clickhouse.command(`DROP DATABASE ${database}`)
  await clickhouse.close()
})

const thing = (workspace_id: string, n: number, name = 'x') => ({
  workspace_id,
  n,
  name,
  at: '2026-03-04T05:06:07.089Z',
})

describe('one workspace', () => {
  it('sees its own rows only', async () => {
    await clickhouse.insert('things', [thing(here, 1), thing(here, 2), thing(elsewhere, 3)], { token: randomUUID() })
    const rows = await seen().query('SELECT n, at FROM things WHERE workspace_id = {workspace_id:UUID} ORDER BY n')
    expect(rows).toEqual([
      { n: 1, at: '2026-03-04 05:06:07.089' },
      { n: 2, at: '2026-03-04 05:06:07.089' },
    ])
  })

  it('cannot ask a question that does not name the workspace, nor name another one', async () => {
    await expect(seen().query('SELECT count() FROM things')).rejects.toThrow('workspace_id')
    const sql = 'SELECT n FROM things WHERE workspace_id = {workspace_id:UUID}'
    await expect(seen().query(sql, { workspace_id: elsewhere })).rejects.toThrow('workspace_id')
  })

  it('passes values as values, whatever is in them', async () => {
    const name = `O'Neil \\ "quoted"\t{x:String}\n-- ; DROP TABLE things`
    await clickhouse.insert('things', [thing(here, 10, name)], { token: randomUUID() })
    const sql = 'SELECT name FROM things WHERE workspace_id = {workspace_id:UUID} AND name IN {names:Array(String)}'
    expect(await seen().query(sql, { names: [name, "'"] })).toEqual([{ name }])
  })

  it('answers with arrays of numbers as they are, many and none', async () => {
    const numbers = `(SELECT number AS n FROM numbers({count:UInt32}) WHERE {workspace_id:UUID} = {workspace_id:UUID} ORDER BY n)`
    const sql = `SELECT groupArray(toUInt8(n % 24)), groupArray(toUInt32(n * 40000)), groupArray(toFloat64(n) / -4) FROM ${numbers}`
    const types = ['UInt8', 'UInt32', 'Float64'] as const
    const [hours, large, parts] = await seen().arrays(sql, types, { count: 100_000 })
    expect([hours.length, large.length, parts.length]).toEqual([100_000, 100_000, 100_000])
    expect([hours[49], large[99_999], parts[3]]).toEqual([1, 99_999 * 40_000, -0.75])
    expect(await seen().arrays(sql, types, { count: 0 })).toEqual([
      new Uint8Array(),
      new Uint32Array(),
      new Float64Array(),
    ])
    await expect(seen().arrays(sql, ['UInt8', 'UInt32'], { count: 3 })).rejects.toThrow('more than')
    await expect(seen().arrays(`${sql} WHERE nonsense`, types, { count: 3 })).rejects.toThrow('nonsense')
  })

  it('takes a list of values that no address could hold', async () => {
    const list = Array.from({ length: 50_000 }, (_, index) => index)
    const sql = 'SELECT length({list:Array(UInt32)}) AS n, {workspace_id:UUID} AS w'
    expect(await seen().query(sql, { list })).toEqual([{ n: 50_000, w: here }])
  })

  it('is told when a parameter is missing, also when an earlier query had one of that name', async () => {
    const sql = 'SELECT {forgotten:String} AS value, {workspace_id:UUID} AS w'
    await Promise.all(Array.from({ length: 10 }, () => seen().query(sql, { forgotten: 'old' })))
    await expect(seen().query(sql)).rejects.toThrow('forgotten')
  })

  it('gets its own answer when many ask at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 60 }, async (_, n) => {
        const rows = await seen().query<{ n: number }>('SELECT {n:UInt32} AS n, {workspace_id:UUID} AS w', { n })
        return rows[0]?.n
      }),
    )
    expect(answers).toEqual(Array.from({ length: 60 }, (_, n) => n))
  })

  it('writes where it says, whatever database the query before was for', async () => {
    const server = createClickhouse(serverUrl, { log: silentLog })
    const table = `plain_${randomUUID().replaceAll('-', '')}`
    await server.command(`CREATE TABLE ${table} (workspace_id UUID, n UInt8) ENGINE = MergeTree ORDER BY n`)
    // As many as there are connections, so that each of them has been in the other database.
    await Promise.all(
      Array.from({ length: 24 }, (_, n) =>
        clickhouse.insert('things', [thing(elsewhere, n + 100)], { token: randomUUID() }),
      ),
    )
    await Promise.all(
      Array.from({ length: 24 }, (_, n) => server.insert(table, [{ workspace_id: here, n }], { token: randomUUID() })),
    )
    const [row] = await server
      .forWorkspace(here)
      .query<{ n: number }>(`SELECT count() AS n FROM ${table} WHERE workspace_id = {workspace_id:UUID}`)
    expect(row?.n).toBe(24)
    await server.command(`DROP TABLE ${table}`)
    await server.close()
  })
})

describe('values', () => {
  it('64-bit integers arrive as numbers', async () => {
    const sql = 'SELECT toUInt64(9007199254740991) AS big, toInt64(-5) AS small, {workspace_id:UUID} AS w'
    expect(await seen().query(sql)).toEqual([{ big: 9007199254740991, small: -5, w: here }])
  })

  it('CSV has a header line', async () => {
    expect(await seen().csv(`SELECT 1 AS a, 'x,y' AS b WHERE {workspace_id:UUID} IS NOT NULL`)).toBe(
      '"a","b"\n1,"x,y"\n',
    )
  })

  it('a large result comes in batches, complete', async () => {
    let [rows, batches] = [0, 0]
    const sql = 'SELECT number, {workspace_id:UUID} AS w FROM numbers(200000)'
    for await (const batch of seen().stream(sql)) [rows, batches] = [rows + batch.length, batches + 1]
    expect(rows).toBe(200_000)
    expect(batches).toBeGreaterThan(1)
  })
})

describe('inserts', () => {
  it('the same token writes once, in the table and in what its view feeds', async () => {
    const workspace = randomUUID()
    const rows = Array.from({ length: 500 }, (_, n) => thing(workspace, n))
    for (let time = 0; time < 3; time += 1) await clickhouse.insert('things', rows, { token: `once-${workspace}` })
    const mine = clickhouse.forWorkspace(workspace)
    const counted = 'SELECT count() AS n FROM things WHERE workspace_id = {workspace_id:UUID}'
    const summed = 'SELECT sum(things) AS n FROM thing_sums WHERE workspace_id = {workspace_id:UUID}'
    expect(await mine.query(counted)).toEqual([{ n: 500 }])
    expect(await mine.query(summed)).toEqual([{ n: 500 }])
  })

  it('rows as bytes arrive as they were told, and once', async () => {
    const workspace = randomUUID()
    const names = ['', `O'Neil "\\"\n\u0000`, 'éű'.repeat(40), 'x'.repeat(127), 'x'.repeat(128), 'ی'.repeat(20_000)]
    const rows = binaryRows()
    for (const [n, name] of names.entries()) {
      rows.uuid(workspace)
      rows.uint64(n * 2 ** 40)
      rows.text(name)
      rows.instant(Date.parse('1969-12-31T23:59:59.999Z') + n)
    }
    const bytes = rows.take()
    for (let time = 0; time < 3; time += 1)
      await clickhouse.insertBytes('things', [bytes.subarray(0, 100), bytes.subarray(100)], {
        token: `bytes-${workspace}`,
      })
    const mine = clickhouse.forWorkspace(workspace)
    const told = await mine.query<{ n: number; name: string; ms: number }>(
      'SELECT n, name, toUnixTimestamp64Milli(at) AS ms FROM things WHERE workspace_id = {workspace_id:UUID} ORDER BY n',
    )
    expect(told).toEqual(names.map((name, n) => ({ n: n * 2 ** 40, name, ms: n - 1 })))
    const summed = 'SELECT sum(things) AS n FROM thing_sums WHERE workspace_id = {workspace_id:UUID}'
    expect(await mine.query(summed)).toEqual([{ n: names.length }])
  })

  it('nothing to insert is no error', async () => {
    await clickhouse.insert('things', [], { token: 'none' })
    await clickhouse.insertBytes('things', [new Uint8Array()], { token: 'none' })
  })
})

describe('trouble', () => {
  it('a wrong query says what the engine says', async () => {
    await expect(seen().query('SELECT {workspace_id:UUID} FROM nowhere')).rejects.toThrow('nowhere')
  })

  it('a query that fails after its first rows fails for the reader too', async () => {
    const sql = `SELECT number, throwIf(number = 900000, 'too far') AS t, {workspace_id:UUID} AS w FROM numbers(1000000)`
    const read = async () => {
      for await (const _ of seen().stream(sql));
    }
    await expect(read()).rejects.toThrow('too far')
  })

  it('an address where nobody listens is unavailability, not a bug', async () => {
    const nobody = createClickhouse('http://127.0.0.1:9', { log: silentLog })
    const error = await nobody.command('SELECT 1').catch((reason: unknown) => reason)
    expect(isClickhouseUnavailable(error)).toBe(true)
    expect(await nobody.ping()).toBe(false)
    await nobody.close()
  })

  it('a query whose reader leaves is ended in the engine', async () => {
    const leave = new AbortController()
    const comment = `left ${randomUUID()}`
    const sql = `SELECT sum(sqrt(number)) AS s, '${comment}' AS c, {workspace_id:UUID} AS w FROM numbers(1000000000000)`
    const asked = seen()
      .query(sql, {}, { signal: leave.signal })
      .catch(() => 'left')
    const running = async () => {
      const found = `SELECT count() AS n FROM system.processes WHERE query LIKE {like:String} AND {workspace_id:UUID} IS NOT NULL AND query NOT LIKE '%system.processes%'`
      const [row] = await seen().query<{ n: number }>(found, { like: `%${comment}%` }, { urgent: true })
      return row?.n
    }
    while ((await running()) !== 1) await sleep(20)
    leave.abort()
    expect(await asked).toBe('left')
    while ((await running()) !== 0) await sleep(20)
  })

  it('without the secret nothing is answered', async () => {
    const open = new URL(serverUrl)
    open.password = 'wrong'
    const answer = await fetch(`${open.origin}/?query=SELECT%201`, { headers: { 'X-ClickHouse-Key': 'wrong' } })
    expect(answer.status).toBe(403)
    expect(answer.headers.get('x-clickhouse-exception-code')).toBe('516')
  })
})

it('the unmodified client works with compression both ways', async () => {
  const client = createClient({ url, compression: { request: true, response: true } })
  const workspace = randomUUID()
  await client.insert({ table: 'things', values: [thing(workspace, 5)], format: 'JSONEachRow' })
  const result = await client.query({
    query: 'SELECT n FROM things WHERE workspace_id = {w:UUID}',
    query_params: { w: workspace },
    format: 'JSON',
  })
  expect((await result.json<{ n: number }>()).data).toEqual([{ n: 5 }])
  expect((await client.ping()).success).toBe(true)
  await client.close()
})

describe('migrations', () => {
  const directory = mkdtempSync(join(tmpdir(), 'regulars-migrations-'))
  const migrate = () => migrateClickhouse(url, { log: silentLog, directory })
  afterAll(() => rmSync(directory, { recursive: true, force: true }))

  it('run once each, in order, and again after one was interrupted between its statements', async () => {
    const first = 'CREATE TABLE first (a UInt8) ENGINE = MergeTree ORDER BY a;\n-- A remark; with a semicolon.\n'
    writeFileSync(join(directory, '0001_first.sql'), first)
    await migrate()
    await migrate()
    const second = 'ALTER TABLE first ADD COLUMN b UInt8;\nALTER TABLE nowhere ADD COLUMN b UInt8;\n'
    writeFileSync(join(directory, '0002_second.sql'), second)
    await expect(migrate()).rejects.toThrow('nowhere')
    writeFileSync(
      join(directory, '0002_second.sql'),
      second.replace('nowhere', 'first').replace(/b UInt8;\n$/, 'c UInt8;\n'),
    )
    await migrate()
    await clickhouse.insert('first', [{ a: 1, b: 2, c: 3 }], { token: 'first' })
  })

  it('tables of a newer version are refused in plain words', async () => {
    rmSync(join(directory, '0002_second.sql'))
    await expect(migrate()).rejects.toThrow('newer version')
  })
})
