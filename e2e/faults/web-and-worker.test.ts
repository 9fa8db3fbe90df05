import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ImportPreview, ImportRow } from '#contract/imports'
import type { SalesReport } from '#contract/metrics'
import { createClickhouse } from '#platform/clickhouse'
import { type Engines, startEngines } from '#platform/engines'
import { silentLog } from '#platform/log'
import { createDb, createPool } from '#platform/postgres'
import { compareEngines } from '../../bench/faults/harness/compare-engines.ts'
import { startLoad } from '../../bench/faults/harness/raw-loader.ts'
import {
  keepOutput,
  newPlace,
  type Place,
  type Server,
  spawnServer,
  startServer,
} from '../../bench/faults/harness/server.ts'
import { type Shop, setUp } from '../../bench/faults/harness/set-up.ts'
import { readBacklog } from '../../bench/faults/harness/watch-postgres.ts'

// The engines stand outside: none of the three processes below owns one.
const enginesDir = mkdtempSync(join(tmpdir(), 'regulars-outside-'))
const workers: { child: ChildProcess; output: () => string }[] = []
let engines: Engines
let place: Place
let web: Server
let shop: Shop

const external = () => ({ DATABASE_URL: engines.databaseUrl, CLICKHOUSE_URL: engines.clickhouseUrl })

function startWorker(): ChildProcess {
  const child = spawnServer(place, { ...external(), ROLE: 'worker' })
  workers.push({ child, output: keepOutput(child) })
  return child
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill(signal)
  await once(child, 'exit')
}

async function ask<T>(method: string, path: string, body?: string): Promise<T> {
  const answer = await fetch(`${place.url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${shop.serverKey}` },
    ...(body === undefined ? {} : { body }),
  })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as T
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const latest = performance.now() + 60_000; !(await holds()); await sleep(100)) {
    if (performance.now() > latest)
      throw new Error(`Not within a minute: ${what}\n${workers.map(({ output }) => output().slice(-2000)).join('\n')}`)
  }
}

beforeAll(async () => {
  engines = await startEngines({ dataDir: enginesDir, log: silentLog })
  place = await newPlace()
  // All at once, on an empty database: one of them makes the schema.
  startWorker()
  web = await startServer(place, { ...external(), ROLE: 'web' })
  shop = await setUp(place.url, web)
})
afterAll(async () => {
  await Promise.all([web?.stop(), ...workers.map(({ child }) => end(child, 'SIGTERM'))])
  await engines?.stop()
  place?.remove()
  rmSync(enginesDir, { recursive: true, force: true })
})

test('web and workers apart: a killed worker loses nothing, of events or of an import under way', async () => {
  const orders = 20_000
  const rows = Array.from({ length: orders }, (_, i) => {
    const head = `I${i},c${i % 700},2025-${String((i % 12) + 1).padStart(2, '0')}-1${i % 9} 10:00:00`
    return `${head},Tea,2,3.50\n${head},Cake,1,${(i % 50) + 1}.25\n`
  })
  const file = `Order ID,Customer ID,Order Date,Product Name,Quantity,Unit Price\n${rows.join('')}`
  const revenue = Array.from({ length: orders }, (_, i) => 700 + ((i % 50) + 1) * 100 + 25).reduce((a, b) => a + b)

  const { importId } = await ask<ImportPreview>('POST', '/imports?kind=orders&fileName=till.csv', file)
  await ask('POST', `/imports/${importId}/start`)
  const load = startLoad({ url: place.url, key: shop.writeKey, seed: 7, events: 5_000, pauseMs: 20 })
  const look = () => ask<ImportRow>('GET', `/imports/${importId}`)
  await until('the worker writes', async () => (await look()).progress.eventsWritten > 2_000)
  const [first] = workers
  if (first) await end(first.child, 'SIGKILL')
  const broken = await look()
  expect(broken.status).toBe('writing')
  expect(broken.progress.eventsWritten).toBeLessThan(orders)
  startWorker()
  startWorker()
  await load.done
  await until('the import is done', async () => ['done', 'failed'].includes((await look()).status))

  const { status, progress } = await look()
  expect(status).toBe('done')
  expect(progress).toMatchObject({ rows: orders * 2, orders, customers: 700, eventsWritten: orders, duplicates: 0 })
  expect(load.acknowledged.size).toBe(5_000)

  const client = new pg.Client({ connectionString: engines.databaseUrl })
  const db = createDb(createPool(engines.databaseUrl))
  const ch = createClickhouse(engines.clickhouseUrl, { log: silentLog })
  try {
    await client.connect()
    await until('both engines know everything', async () => {
      const { events, batches } = await readBacklog(client)
      return events === 0 && batches === 0
    })
    const logged = await client.query<{ imported: boolean; n: number }>(
      'select import_id is not null as imported, count(*)::int as n from event_log group by 1 order by 1',
    )
    expect(logged.rows).toEqual([
      { imported: false, n: 5_000 },
      { imported: true, n: orders },
    ])
    expect(await compareEngines({ client, db, ch }, shop.workspaceId)).toEqual([])
  } finally {
    await client.end()
    await db.destroy()
    await ch.close()
  }
  const sales = await ask<SalesReport>('GET', '/metrics/sales?source=import&from=2025-01-01&to=2025-12-31')
  expect([sales.total.revenue, sales.total.customers]).toEqual([revenue, 700])
})
