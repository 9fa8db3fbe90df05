/**
 * Every report on a generated shop, beside the raw engine asked the same: median of five warm runs each.
 * node bench/metrics/bench-metrics.ts [--customers=1000000] [--orders=10000000] [--by-customer] [--json] [--write]
 * --data-dir=DIR keeps the shop there and --shop=ID measures one that is there already; --write puts the figures into docs/benchmarks.md.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { sql } from 'kysely'
import * as metrics from '#modules/metrics'
import { createClickhouse, migrateClickhouse } from '#platform/clickhouse'
import { systemClock } from '#platform/clock'
import { startEngines } from '#platform/engines'
import { newId } from '#platform/ids'
import { silentLog as log } from '#platform/log'
import { createDb, createPool, inWorkspace, migratePostgres } from '#platform/postgres'
import { baselines } from './baselines.ts'
import { generateSales } from './generate-sales.ts'
import { type BenchRun, type ReportTime, writeReportTimes } from './write-report-times.ts'

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '1000000' },
    orders: { type: 'string', default: '10000000' },
    'by-customer': { type: 'boolean', default: false },
    'data-dir': { type: 'string' },
    shop: { type: 'string' },
    runs: { type: 'string', default: '5' },
    'without-raw': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
})
const size = { customers: Number(values.customers), orders: Number(values.orders) }
const runs = Number(values.runs)

async function median(work: () => Promise<unknown>): Promise<number> {
  await work()
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const begin = performance.now()
    await work()
    times.push(performance.now() - begin)
  }
  return Math.round(times.sort((a, b) => a - b)[runs >> 1] ?? 0)
}

const dataDir = values['data-dir'] ?? mkdtempSync(join(tmpdir(), 'regulars-bench-'))
const engines = await startEngines({ dataDir, log })
try {
  await migratePostgres(engines.databaseUrl)
  await migrateClickhouse(engines.clickhouseUrl, { log })
  const pool = createPool(engines.databaseUrl)
  const db = createDb(pool)
  const ch = createClickhouse(engines.clickhouseUrl, { log })
  const shop = values.shop ?? newId()
  const lastDay = systemClock.now().toZonedDateTimeISO('UTC').toPlainDate().toString()
  if (values.shop === undefined) {
    await inWorkspace(db, shop, (tx) =>
      sql`insert into workspaces (workspace_id, name, currency) values (${shop}, 'Bench', 'EUR')`.execute(tx),
    )
    const begin = performance.now()
    await generateSales(ch, shop, { ...size, lastDay, byCustomer: values['by-customer'] })
    const seconds = ((performance.now() - begin) / 1000).toFixed(0)
    process.stderr.write(`${size.orders} sales of ${size.customers} customers made in ${seconds} s: ${shop}\n`)
  }

  const deps = { db, ch, clock: systemClock, log }
  const reports: Record<string, () => Promise<unknown>> = {
    retention: () => metrics.readRetention(deps, shop),
    cohorts: () => metrics.readCohorts(deps, shop),
    survival: () => metrics.readSurvival(deps, shop),
    sales: () => metrics.readSales(deps, shop),
    concentration: () => metrics.readConcentration(deps, shop),
    rfm: () => metrics.readRfm(deps, shop),
    lifecycle: () => metrics.readLifecycle(deps, shop),
    value: () => metrics.readValue(deps, shop),
    'retention by week': () => metrics.readRetention(deps, shop, { unit: 'week' }),
    'retention by quarter': () => metrics.readRetention(deps, shop, { unit: 'quarter' }),
    'cohorts with 24 h windows': () => metrics.readCohorts(deps, shop, { window: '24h' }),
    filters: () => metrics.readFilters(deps, shop),
    today: () => metrics.readToday(deps, shop),
  }
  // What the machine does besides makes a report wait but hardly dearer, so its processor time is told too.
  const cpu = async (): Promise<number> => {
    const [row] = await ch.forWorkspace(shop).query<{ ms: number }>(
      `SELECT sum(value) / 1000 AS ms FROM system.events
      WHERE event IN ('UserTimeMicroseconds', 'SystemTimeMicroseconds') AND {workspace_id:UUID} = {workspace_id:UUID}`,
    )
    return row?.ms ?? 0
  }
  const results: ReportTime[] = []
  const [disk] = await ch.forWorkspace(shop).query<{ bytes: number }>(
    `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = currentDatabase()
    AND table IN ('sales', 'daily_sales', 'active_days', 'customer_months', 'customer_days', 'customer_totals') AND {workspace_id:UUID} = {workspace_id:UUID}`,
  )
  const run: BenchRun = {
    ...size,
    day: lastDay,
    byCustomer: values['by-customer'],
    runs,
    load: 0,
    bytesPerOrder: (disk?.bytes ?? 0) / size.orders,
    results,
  }

  for (const [report, read] of Object.entries(reports)) {
    const plain = baselines[report]
    const ms = await median(read)
    const before = await cpu()
    await read()
    const cpuMs = Math.round((await cpu()) - before)
    const rawMs =
      plain === undefined || values['without-raw'] ? null : await median(() => ch.forWorkspace(shop).query(plain))
    results.push({ report, ms, cpuMs, rawMs })
    run.load = loadavg()[0] ?? 0
    if (values.write) writeReportTimes(run)
    if (!values.json)
      process.stdout.write(
        `${report.padEnd(22)} ${String(ms).padStart(7)} ms   cpu ${cpuMs} ms   raw ${rawMs ?? '–'} ms\n`,
      )
  }
  if (values.json) process.stdout.write(`${JSON.stringify(run)}\n`)
  await db.destroy()
  await ch.close()
} finally {
  await engines.stop()
  if (values['data-dir'] === undefined) rmSync(dataDir, { recursive: true, force: true })
}
