/** `node bench/import/bench-import.ts [--gigabytes=5] [--write]`: the sample shop's 541,909 lines, from the file until every report shows them. */
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createGunzip } from 'node:zlib'
import { createClient } from '@clickhouse/client'
import { createImport, importFile } from '#modules/imports'
import { buildShopReport } from '#modules/metrics'
import { silentLog as log } from '#platform/log'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand, timed } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'
import { benchLargeImport } from './bench-large-import.ts'

const options = benchOptions({ gigabytes: 0 })
if (options.gigabytes > 0) {
  await benchLargeImport(options)
  process.exit()
}

const path = join(import.meta.dirname, '../../samples/online-retail.csv.gz')
const runs = 3

/** The bare engine: the file's lines into one table, and one question over all of them. */
async function rawClickhouse(url: string): Promise<number> {
  const client = createClient({ url })
  await client.command({
    query: `CREATE TABLE raw_lines (InvoiceNo String, StockCode String, Description String, Quantity Int32, InvoiceDate String,
      UnitPrice Float64, CustomerID String, Country String) ENGINE = MergeTree ORDER BY (CustomerID, InvoiceDate)`,
  })
  const ms = await timed(async () => {
    await client.insert({
      table: 'raw_lines',
      values: createReadStream(path).pipe(createGunzip()),
      format: 'CSVWithNames',
    })
    const result = await client.query({
      query: `SELECT CustomerID, substring(InvoiceDate, 1, 7) AS month, sum(Quantity * UnitPrice) FROM raw_lines GROUP BY 1, 2`,
      format: 'JSONEachRow',
    })
    await result.json()
  })
  await client.command({ query: 'DROP TABLE raw_lines' })
  await client.close()
  return ms
}

const results: { ms: number; used: number; peakMb: number }[] = []
let rawMs = 0
for (let run = 0; run < runs; run++) {
  await onStand('all', async ({ regulars, workspaceId }) => {
    let peak = 0
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage.rss())
    }, 100)
    const usedBefore = usedSeconds()
    const ms = await timed(async () => {
      const { db, ch, clock, imports } = regulars
      const wanted = {
        workspaceId,
        filePath: path,
        fileName: 'online-retail.csv.gz',
        currency: 'GBP',
        kind: 'orders' as const,
      }
      const { importId, mapping } = await createImport(imports, wanted)
      await importFile(imports, { workspaceId, importId, path, kind: 'orders', mapping })
      await buildShopReport({ db, ch, clock, log }, workspaceId)
    })
    clearInterval(watch)
    results.push({ ms, used: usedSeconds() - usedBefore, peakMb: peak / 2 ** 20 })
    if (run === 0) rawMs = await rawClickhouse(regulars.engines.clickhouseUrl)
  })
}

tellSection(options, 'import', [
  '## Import of the sample shop',
  '',
  `541,909 invoice lines, gzipped, until the whole report is computed from both engines; median of ${runs} runs on fresh engines.`,
  '',
  '| what | measured | target |',
  '| --- | --- | --- |',
  `| import until every report shows it | ${(median(results.map((r) => r.ms)) / 1000).toFixed(1)} s | ≤ 25 s |`,
  `| of it, processor time of the server and both engines | ${median(results.map((r) => r.used)).toFixed(1)} s | |`,
  `| raw ClickHouse: the lines into a bare table and one grouping | ${(rawMs / 1000).toFixed(1)} s | |`,
  `| peak memory of the server process | ${Math.round(median(results.map((r) => r.peakMb)))} MB | flat |`,
])
