/**
 * Every report on a generated shop: the median of some warm runs, what the first one costs after every customer has changed (nothing
 * kept is of use) and after a hundred have bought, beside the raw engine asked the same.
 * node bench/metrics/bench-metrics.ts [--customers=1000000] [--orders=10000000] [--by-customer] [--runs=5] [--reports=retention,cohorts]
 * [--without-raw] [--write]
 * --data-dir=DIR keeps the shop there and --shop=ID measures one that is there already; --write puts the figures into docs/benchmarks.md.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { customersPerBlock, noteAllChanges } from '#modules/events'
import * as metrics from '#modules/metrics'
import { createClickhouse, migrateClickhouse } from '#platform/clickhouse'
import { systemClock } from '#platform/clock'
import { startEngines } from '#platform/engines'
import { newId } from '#platform/ids'
import { silentLog as log } from '#platform/log'
import { createDb, createPool, inWorkspace, migratePostgres } from '#platform/postgres'
import { benchOptions } from '../harness/figures.ts'
import { median, timed } from '../harness/stand.ts'
import { baselines } from './baselines.ts'
import { generateSales } from './generate-sales.ts'
import { type BenchRun, type ReportTime, writeReportTimes } from './write-report-times.ts'

const options = benchOptions({
  ...{ customers: 1_000_000, orders: 10_000_000, runs: 5, reports: '', shop: '' },
  ...{ 'by-customer': false, 'without-raw': false, 'data-dir': '' },
})
const { customers, orders, runs } = options
const isByCustomer = options['by-customer']

async function warm(work: () => Promise<unknown>): Promise<number> {
  await work()
  const times: number[] = []
  for (let i = 0; i < runs; i++) times.push(await timed(work))
  return Math.round(median(times))
}

const dataDir = options['data-dir'] || mkdtempSync(join(tmpdir(), 'regulars-bench-'))
const engines = await startEngines({ dataDir, log })
try {
  await migratePostgres(engines.databaseUrl)
  await migrateClickhouse(engines.clickhouseUrl, { log })
  const pool = createPool(engines.databaseUrl)
  const db = createDb(pool)
  const ch = createClickhouse(engines.clickhouseUrl, { log })
  const shop = options.shop || newId()
  const lastDay = systemClock.now().toZonedDateTimeISO('UTC').toPlainDate().toString()
  if (options.shop === '') {
    await inWorkspace(db, shop, (tx) =>
      sql`insert into workspaces (workspace_id, name, currency) values (${shop}, 'Bench', 'EUR')`.execute(tx),
    )
    const begin = performance.now()
    await generateSales(ch, shop, { customers, orders, lastDay, byCustomer: isByCustomer })
    const seconds = ((performance.now() - begin) / 1000).toFixed(0)
    process.stderr.write(`${orders} sales of ${customers} customers made in ${seconds} s: ${shop}\n`)
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
    'retention by Jalali month': () => metrics.readRetention(deps, shop, { calendar: 'jalali' }),
    'cohorts by Jalali month': () => metrics.readCohorts(deps, shop, { calendar: 'jalali' }),
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
  const spent = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await cpu()
    await work()
    return Math.round((await cpu()) - before)
  }
  // What a hundred orders of a hundred customers, spread evenly, leave to be counted anew.
  const buy = (): Promise<void> =>
    ch.insert(
      'customer_blocks',
      [...new Set(Array.from({ length: 100 }, (_, i) => Math.floor((i * customers) / 100 / customersPerBlock)))].map(
        (block) => ({ workspace_id: shop, block, changes: 1 }),
      ),
      { token: newId() },
    )
  const results: ReportTime[] = []
  const [disk] = await ch.forWorkspace(shop).query<{ bytes: number }>(
    `SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = currentDatabase()
    AND table IN ('sales', 'daily_sales', 'active_days', 'customer_months', 'customer_days', 'customer_totals', 'customer_blocks') AND {workspace_id:UUID} = {workspace_id:UUID}`,
  )
  const run: BenchRun = {
    ...{ customers, orders, day: lastDay, byCustomer: isByCustomer },
    runs,
    load: 0,
    bytesPerOrder: (disk?.bytes ?? 0) / orders,
    results,
  }

  const wanted = options.reports === '' ? Object.keys(reports) : options.reports.split(',')
  for (const [report, read] of Object.entries(reports)) {
    if (!wanted.includes(report)) continue
    const plain = baselines[report]
    await read()
    await noteAllChanges(ch, shop)
    const firstMs = Math.round(await timed(read))
    const ms = await warm(read)
    const cpuMs = await spent(read)
    await buy()
    const someMs = Math.round(await timed(read))
    await noteAllChanges(ch, shop)
    const firstCpuMs = await spent(read)
    // What is asked plainly may need more memory than the engine is given.
    const rawMs =
      plain === undefined || options['without-raw']
        ? null
        : await warm(() => ch.forWorkspace(shop).query(plain)).catch(() => null)
    results.push({ report, ms, cpuMs, someMs, firstMs, firstCpuMs, rawMs })
    run.load = loadavg()[0] ?? 0
    if (options.write) writeReportTimes(run)
    process.stdout.write(
      `${report.padEnd(26)} warm ${ms} ms (cpu ${cpuMs})   after 100 orders ${someMs} ms   first ${firstMs} ms (cpu ${firstCpuMs})   raw ${rawMs ?? '–'} ms\n`,
    )
  }
  await db.destroy()
  await ch.close()
} finally {
  await engines.stop()
  if (options['data-dir'] === '') rmSync(dataDir, { recursive: true, force: true })
}
