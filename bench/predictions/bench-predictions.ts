/**
 * A simulated shop of a million customers: learnt, scored, written back and asked for in a segment, by a first run, by one the next night
 * and by the first of a new week, while somebody uses the server; and what was foretold against what is true.
 * node bench/predictions/bench-predictions.ts [--customers=1000000] [--days=365] [--write]
 */
import { loadavg } from 'node:os'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from 'kysely'
import type { PredictionReport } from '#contract/predictions'
import { areaUnderRoc } from '#models/scores'
import { runPredictions } from '#modules/predictions'
import { previewSegment } from '#modules/segments'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { type SimulatedShop, simulateShop } from '../harness/simulated-shop.ts'
import { onStand, type Stand, timed } from '../harness/stand.ts'
import { settleVacuums } from '../harness/stand-still.ts'
import { usedSeconds } from '../harness/used-time.ts'

const options = benchOptions({ customers: 1_000_000, days: 365 })
const { customers, days } = options

type Night = {
  report: PredictionReport
  used: number
  segmentMs: number
  high: number
  asked: number[]
  delay: { p99: number; worst: number }
}

/** One run, with a page asked for again and again meanwhile. */
async function night(
  { regulars }: Stand,
  { workspaceId, serverKey }: SimulatedShop,
  daysLater: number,
): Promise<Night> {
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
  const before = usedSeconds()
  const report = await runPredictions({ db, ch, clock, log: silentLog, onWritten: () => {} }, workspaceId, newId())
  const used = usedSeconds() - before
  isOver = true
  await person
  delay.disable()
  let high = 0
  const segmentMs = await timed(async () => {
    const found = await previewSegment(regulars.segments, workspaceId, { kind: 'risk', bands: ['high'] })
    high = found.members
  })
  asked.sort((a, b) => a - b)
  process.stderr.write(`${JSON.stringify({ ...report.seconds, used, by: report.used, ...report.changed })}\n`)
  return { report, used, segmentMs, high, asked, delay: { p99: delay.percentile(99) / 1e6, worst: delay.max / 1e6 } }
}

type Foretold = { userId: string; risk: number; alive: number }

const measured = await onStand('all', async (stand) => {
  const gone = new Map<string, boolean>()
  const shop = await simulateShop(stand, { kind: 'shop', customers, days }, (truths) => {
    for (const truth of truths) if (truth.visits > 0) gone.set(truth.userId, truth.gone)
  })
  process.stderr.write(`${shop.events} events made in ${Math.round(shop.seconds)} s\n`)
  // From a Wednesday on, so that the night after is in the same week.
  const today = Temporal.Now.plainDateISO('UTC')
  const wednesday = (10 - today.dayOfWeek) % 7
  const nights: Night[] = []
  for (const later of [wednesday, wednesday + 1, wednesday + 5]) {
    // A day lies between two nights, in which what the one before left is tidied up.
    await settleVacuums(stand.regulars.engines.databaseUrl)
    nights.push(await night(stand, shop, later))
  }
  const { rows } = await inWorkspace(stand.regulars.db, shop.workspaceId, (tx) =>
    sql<Foretold>`select c.external_id as "userId", s.risk, s.alive from customer_scores s
      join customers c on c.workspace_id = ${shop.workspaceId} and c.customer_id = s.customer_id
      where s.workspace_id = ${shop.workspaceId} and c.external_id is not null and c.number % 10 = 0`.execute(tx),
  )
  const really = rows.map(({ userId }) => (gone.get(userId) ? 1 : 0))
  const truth = {
    people: rows.length,
    gone: really.reduce((sum: number, one) => sum + one, 0),
    alive: areaUnderRoc(
      rows.map(({ alive }) => -alive),
      really,
    ),
    risk: areaUnderRoc(
      rows.map(({ risk }) => risk),
      really,
    ),
  }
  return { events: shop.events, nights, truth }
})

const at = (sorted: number[], share: number): string =>
  (sorted[Math.floor((sorted.length - 1) * share)] ?? 0).toFixed(0)
const row = (what: string, of: (one: Night) => string, target: string): string =>
  `| ${what} | ${measured.nights.map(of).join(' | ')} | ${target} |`
const { truth } = measured
const lines = [
  '## Predictions',
  '',
  `A shop of \`regulars simulate\`: ${customers.toLocaleString('en')} customers, ${measured.events.toLocaleString('en')} events of ${days} days; the run works in the process that answers people; between two nights PostgreSQL has tidied up, as it has in a day. Load at the end: ${loadavg()[0]?.toFixed(1)}.`,
  '',
  '| what | first run | the night after | the first of a new week | target |',
  '| --- | ---: | ---: | ---: | ---: |',
  row('counts to learn from, out of ClickHouse, s', ({ report }) => report.seconds.read.toFixed(1), '≤ 2'),
  row('learnt and tested on the past, s', ({ report }) => report.seconds.learn.toFixed(1), '≤ 10'),
  row(
    'scores computed (processor time of the thread), s',
    ({ report }) => (report.seconds.compute ?? 0).toFixed(1),
    '≤ 5',
  ),
  row('read, scored and written back, s', ({ report }) => report.seconds.score.toFixed(1), '≤ 60'),
  row('processor time of all of it, engines included, s', ({ used }) => used.toFixed(0), ''),
  row('counted in a segment after that, ms', ({ segmentMs }) => segmentMs.toFixed(0), ''),
  row('at high risk in that segment', ({ high }) => high.toLocaleString('en'), ''),
  row('a page of the list meanwhile, p50 · p99 ms', ({ asked }) => `${at(asked, 0.5)} · ${at(asked, 0.99)}`, ''),
  row(
    'delay of the event loop, p99 · worst ms',
    ({ delay }) => `${delay.p99.toFixed(0)} · ${delay.worst.toFixed(0)}`,
    '',
  ),
  '',
  `Against the truth, one customer in ten (${truth.people.toLocaleString('en')}, of whom ${truth.gone.toLocaleString('en')} are gone for good): AUC of the probability to be a customer still ${truth.alive.toFixed(3)}, of the risk ${truth.risk.toFixed(3)}.`,
]
tellSection(options, 'predictions', lines)
