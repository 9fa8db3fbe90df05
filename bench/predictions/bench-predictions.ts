/**
 * A million customers and their ten million purchases: learnt, scored, written back and asked for in a segment, by a first run
 * and by one the next night, while somebody uses the server.
 * node bench/predictions/bench-predictions.ts [--customers=1000000] [--write]
 */
import { loadavg } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import type { PredictionReport } from '#contract/predictions'
import { runPredictions } from '#modules/predictions'
import { previewSegment } from '#modules/segments'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { onStand, type Stand, timed } from '../harness/stand.ts'
import { generateLives } from './generate-lives.ts'

const options = benchOptions({ customers: 1_000_000 })
const { customers } = options

type Night = {
  report: PredictionReport
  segmentMs: number
  high: number
  asked: number[]
  delay: { p99: number; worst: number }
}

/** One run, with a page asked for again and again meanwhile. */
async function night({ regulars, workspaceId, serverKey }: Stand, daysLater: number): Promise<Night> {
  const { db, ch } = regulars
  const clock = { now: () => Temporal.Now.instant().add({ hours: 24 * daysLater }) }
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const asked: number[] = []
  let isOver = false
  const person = (async () => {
    while (!isOver) {
      asked.push(
        await timed(async () => {
          const answer = await fetch(`${regulars.url}/api/v1/predictions/customers?limit=25`, {
            headers: { authorization: `Bearer ${serverKey}` },
          })
          await answer.arrayBuffer()
          if (!answer.ok) throw new Error(`The list answered ${answer.status}`)
        }),
      )
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  })()
  const report = await runPredictions({ db, ch, clock, log: silentLog, onWritten: () => {} }, workspaceId, newId())
  isOver = true
  await person
  delay.disable()
  let high = 0
  const segmentMs = await timed(async () => {
    const found = await previewSegment(regulars.segments, workspaceId, { kind: 'risk', bands: ['high'] })
    high = found.members
  })
  asked.sort((a, b) => a - b)
  return { report, segmentMs, high, asked, delay: { p99: delay.percentile(99) / 1e6, worst: delay.max / 1e6 } }
}

const measured = await onStand('all', async (stand) => {
  let purchases = 0
  const made = await timed(async () => {
    purchases = await generateLives(stand.regulars, stand.workspaceId, customers)
  })
  process.stderr.write(`${purchases} purchases made in ${Math.round(made / 1000)} s\n`)
  const first = await night(stand, 0)
  process.stderr.write(`${JSON.stringify(first.report.seconds)}\n`)
  const second = await night(stand, 1)
  process.stderr.write(`${JSON.stringify(second.report.seconds)}\n`)
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from customer_scores`.execute(stand.regulars.db)
  process.stderr.write(`${rows[0]?.n} scores, ${second.report.changed.up + second.report.changed.down} changed band\n`)
  return { purchases, nights: [first, second] as const }
})

const at = (sorted: number[], share: number): string =>
  (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)
const row = (what: string, of: (one: Night) => string, target: string): string =>
  `| ${what} | ${measured.nights.map(of).join(' | ')} | ${target} |`
const lines = [
  '## Predictions',
  '',
  `${customers.toLocaleString('en')} customers, ${measured.purchases.toLocaleString('en')} purchases of two years; the run works in the process that answers people. Load at the end: ${loadavg()[0]?.toFixed(1)}.`,
  '',
  '| what | first run | the night after | target |',
  '| --- | ---: | ---: | ---: |',
  row('counts to learn from, out of ClickHouse, s', ({ report }) => report.seconds.read.toFixed(1), '2'),
  row('learnt and tested on the past, s', ({ report }) => report.seconds.learn.toFixed(1), '10'),
  row('scores computed (in threads), s', ({ report }) => (report.seconds.compute ?? 0).toFixed(1), '5'),
  row('read, scored and written back, s', ({ report }) => report.seconds.score.toFixed(1), '60'),
  row('counted in a segment after that, ms', ({ segmentMs }) => segmentMs.toFixed(0), ''),
  row('at high risk in that segment', ({ high }) => high.toLocaleString('en'), ''),
  row('a page of the list meanwhile, p50 · p99 ms', ({ asked }) => `${at(asked, 0.5)} · ${at(asked, 0.99)}`, ''),
  row(
    'delay of the event loop, p99 · worst ms',
    ({ delay }) => `${delay.p99.toFixed(0)} · ${delay.worst.toFixed(0)}`,
    '',
  ),
]
tellSection(options, 'predictions', lines)
