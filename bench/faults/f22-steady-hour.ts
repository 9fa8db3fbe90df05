import { setTimeout as sleep } from 'node:timers/promises'
import { measureMemory } from '../harness/memory.ts'
import { ownMemoryOf } from '../harness/processes.ts'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether } from './harness/hold-together.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { quantile, sendSteadily } from './harness/steady-load.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

const rate = 500
const minuteMs = 60_000

type Sample = { minutes: number; mb: number }

/** What leaks slowly shows after an hour. */
export const steadyHour: Fault = {
  id: 'F22',
  title: `an hour at ${rate} events a second`,
  criterion: 'memory of the server grows < 5 MB an hour once it is warm (a quarter of the time), lost 0, no refusal',
  long: { rounds: 1, events: 3_600 * rate },
  run: async ({ events, seed, say }) => {
    const place = await newPlace()
    const server = await startServer(place)
    const stopped = new AbortController()
    try {
      const shop = await setUp(place.url, server)
      const before = measureMemory(place.dataDir, server.pid)
      const watched = watchMemory(server.pid, stopped.signal, say)
      const options = { url: place.url, key: shop.writeKey, seed, eventsPerSecond: rate, seconds: events / rate }
      const sent = await sendSteadily(options)
      stopped.abort()
      const samples = await watched
      const after = measureMemory(place.dataDir, server.pid)
      const caughtUpMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, sent.acknowledged)
      const warm = samples.slice(Math.floor(samples.length / 4))
      const perHour = slopeOf(warm) * 60
      const refused = [...sent.refused.values()].reduce((sum, n) => sum + n, 0)
      const mb = (value: number): string => `${Math.round(value)} MB`
      return {
        passed: holdsTogether(checked) && refused === 0 && perHour < 5,
        load: `${sent.acknowledged.length} events in ${(events / rate / 60).toFixed(0)} minutes`,
        figures: {
          ...checkedFigures(checked),
          refusals: refused,
          p99: `${Math.round(quantile(sent.took, 0.99))} ms`,
          'memory of the server, an hour': `${perHour.toFixed(1)} MB more`,
          'of the server when warm and at the end': `${mb(warm[0]?.mb ?? 0)}, ${mb(warm.at(-1)?.mb ?? 0)}`,
          'of PostgreSQL before and after': `${mb(before.postgres)}, ${mb(after.postgres)}`,
          'of ClickHouse before and after': `${mb(before.clickhouse)}, ${mb(after.clickhouse)}`,
          'caught up after': seconds(caughtUpMs),
        },
        notes: checked.differences,
      }
    } finally {
      stopped.abort()
      await server.stop()
      place.remove()
    }
  },
}

/** The least that the server held in each minute: what lies between collections of garbage does not count. */
async function watchMemory(pid: number, signal: AbortSignal, say: (line: string) => void): Promise<Sample[]> {
  const samples: Sample[] = []
  const since = performance.now()
  while (!signal.aborted) {
    const minutes = Math.floor((performance.now() - since) / minuteMs)
    const mb = ownMemoryOf(pid)
    const last = samples.at(-1)
    if (last?.minutes === minutes) last.mb = Math.min(last.mb, mb)
    else samples.push({ minutes, mb })
    if (last && last.minutes < minutes && minutes % 10 === 0) say(`after ${minutes} minutes: ${Math.round(last.mb)} MB`)
    await sleep(2_000, undefined, { signal }).catch(() => undefined)
  }
  return samples
}

/** MB a minute, by least squares. */
function slopeOf(samples: Sample[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const [at, held] = [mean(samples.map(({ minutes }) => minutes)), mean(samples.map(({ mb }) => mb))]
  const spread = samples.reduce((sum, { minutes }) => sum + (minutes - at) ** 2, 0)
  const shared = samples.reduce((sum, { minutes, mb }) => sum + (minutes - at) * (mb - held), 0)
  return spread === 0 ? 0 : shared / spread
}
