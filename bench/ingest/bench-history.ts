/**
 * `node bench/ingest/bench-history.ts [--most=100000000] [--events=200000] [--runs=3] [--write]`: what one more event costs a shop that
 * has nothing yet, and one that has 1 M, 10 M and 100 M behind it; 10 M of few customers and of many. The last takes some 35 GB of disk
 * for a while.
 */
import { createWorkspace } from '#modules/workspaces'
import { benchOptions, tellSection } from '../harness/figures.ts'
import { median, onStand } from '../harness/stand.ts'
import { settleMerges, stopSchedules } from '../harness/stand-still.ts'
import { usedSeconds } from '../harness/used-time.ts'
import { generateHistory } from './generate-history.ts'
import { eventsOfVisit } from './messages.ts'
import { sendLoad } from './send-load.ts'

const options = benchOptions({ most: 100_000_000, events: 200_000, runs: 3 })
/** Each visit of a run is somebody else's, whatever the shop: else more visits of one person would be cheaper in the small one. */
const fewest = options.events / eventsOfVisit
/** The past of a shop, and the people it is of, from whom new events come, too. */
const shops = [
  { past: 0, customers: fewest },
  { past: 1_000_000, customers: fewest },
  { past: 10_000_000, customers: fewest },
  { past: 10_000_000, customers: 200_000 },
  { past: 100_000_000, customers: 2_000_000 },
].filter(({ past }) => past <= options.most)

const n = (value: number): string => Math.round(value).toLocaleString('en')
const lines: string[] = []
const costs = new Map<number, number>()

await onStand('all', async ({ regulars }) => {
  await stopSchedules(regulars.engines.databaseUrl)
  for (const { past, customers } of shops) {
    const created = await createWorkspace(regulars.db, {
      name: 'Bench',
      timeZone: 'UTC',
      currency: 'EUR',
      locale: 'en',
    })
    const begin = performance.now()
    const { bytes } = await generateHistory(regulars.engines, created.workspaceId, { events: past, customers })
    process.stdout.write(
      `${n(past)} events of ${n(customers)} customers made in ${((performance.now() - begin) / 1000).toFixed(0)} s\n`,
    )
    await settleMerges(regulars.engines.clickhouseUrl)
    const runs: { perSecond: number; used: number; p99: number }[] = []
    for (let run = 0; run <= options.runs; run++) {
      const [start, usedBefore] = [performance.now(), usedSeconds()]
      const from = run * options.events
      const load = { events: options.events, customers, run: `${past}-${customers}-${run}`, from }
      const ack = await sendLoad({ regulars, ...created }, load)
      await regulars.projector?.settle()
      const perSecond = options.events / ((performance.now() - start) / 1000)
      const used = ((usedSeconds() - usedBefore) * 1e6) / options.events
      process.stdout.write(`  run ${run}: ${n(perSecond)} a second, ${n(used)} µs each, p99 ${ack.p99} ms\n`)
      // The first finds nothing in any cache, and is none of those that are told.
      if (run > 0) runs.push({ perSecond, used, p99: ack.p99 })
    }
    costs.set(past, median(runs.map((r) => r.used)))
    lines.push(
      `| ${n(past)} | ${n(customers)} | ${n(median(runs.map((r) => r.perSecond)))} | ${n(median(runs.map((r) => r.used)))} | ${median(runs.map((r) => r.p99))} | ${(bytes / 1e9).toFixed(1)} |`,
    )
  }
})

/** What an event costs behind the largest past to what it costs behind a million. */
function growth(): string[] {
  const most = Math.max(...costs.keys())
  const ratio = (costs.get(most) ?? 0) / (costs.get(1_000_000) ?? Number.NaN)
  if (!(most > 1_000_000)) return []
  const what = `processor for an event behind ${n(most)} events to one behind 1,000,000`
  return ['', '| what | measured | target |', '| --- | ---: | ---: |', `| ${what} | ${ratio.toFixed(2)} | 1 |`]
}

tellSection(options, 'history', [
  '## What one more event costs as a shop grows',
  '',
  `${n(options.events)} events a run over HTTP into shops with a past, until both engines have them with identity and profiles; median of ${options.runs} runs after a first one. The past is made inside the engines, every fifth event an order, its bodies in the log short; the new events come from the same customers, each visit of a run from another one, and each run goes on to the next people of the shop as long as there are any. Nothing that comes round by the clock runs meanwhile. All shops are in one installation, the size on disk is that of all of them in PostgreSQL.`,
  '',
  '| events before | customers | events/s | processor for each, µs | p99, ms | PostgreSQL, GB |',
  '| ---: | ---: | ---: | ---: | ---: | ---: |',
  ...lines,
  ...growth(),
])
