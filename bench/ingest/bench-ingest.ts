/** `node bench/ingest/bench-ingest.ts [--events=200000] [--customers=20000] [--runs=3] [--write]`: events a second, acknowledged and in both engines. */
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand } from '../harness/stand.ts'
import { usedSeconds } from '../harness/used-time.ts'
import type { LoadResult } from './load.ts'
import { benchMessage } from './messages.ts'
import { rawClickhouse, rawPostgres } from './raw-engines.ts'
import { sendLoad } from './send-load.ts'

const options = benchOptions({ events: 200_000, customers: 20_000, runs: 3 })
const { events, customers, runs } = options

const acknowledged = await onStand('web', async (stand) => {
  const results: LoadResult[] = []
  for (let run = 0; run < runs; run++) results.push(await sendLoad(stand, { events, customers, run: `ack${run}` }))
  return results
})

const full = await onStand('all', async (stand) => {
  const results: { ack: LoadResult; perSecond: number; used: number }[] = []
  for (let run = 0; run < runs; run++) {
    const [begin, usedBefore] = [performance.now(), usedSeconds()]
    const ack = await sendLoad(stand, { events, customers, run: `full${run}` })
    await stand.regulars.projector?.settle()
    const perSecond = Math.round(events / ((performance.now() - begin) / 1000))
    results.push({ ack, perSecond, used: ((usedSeconds() - usedBefore) * 1e6) / events })
  }
  const sample = Array.from({ length: Math.min(events, 100_000) }, (_, i) => benchMessage(i, customers, 'raw'))
  const raw = {
    postgres: await rawPostgres(stand.regulars.engines.databaseUrl, sample),
    clickhouse: await rawClickhouse(stand.regulars.engines.clickhouseUrl, sample),
  }
  return { results, raw }
})

const n = (value: number): string => Math.round(value).toLocaleString('en')
tellSection(options, 'ingest', [
  '## Ingestion over HTTP',
  '',
  `${n(events)} events of ${n(customers)} customers a run, batches of 100 on 8 connections, median of ${runs} runs; the load generator is a process of its own on the same cores.`,
  '',
  '| what | events/s | p50 | p99 | target |',
  '| --- | --- | --- | --- | --- |',
  `| acknowledged after commit | ${n(median(acknowledged.map((r) => r.perSecond)))} | ${median(acknowledged.map((r) => r.p50))} ms | ${median(acknowledged.map((r) => r.p99))} ms | ≥ 12,000, p99 ≤ 200 ms |`,
  `| in both engines, with identity and profiles | ${n(median(full.results.map((r) => r.perSecond)))} | ${median(full.results.map((r) => r.ack.p50))} ms | ${median(full.results.map((r) => r.ack.p99))} ms | ≥ 8,000 |`,
  `| of it, processor time for each event, engines and load generator included; in the first run of a fresh installation | ${n(median(full.results.map((r) => r.used)))} µs; ${n(full.results[0]?.used ?? 0)} µs | | | |`,
  `| raw PostgreSQL: the same bodies into a keyed table | ${n(full.raw.postgres)} | | | |`,
  `| raw ClickHouse: the same rows into a bare table | ${n(full.raw.clickhouse)} | | | |`,
])
