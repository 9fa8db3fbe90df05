import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether } from './harness/hold-together.ts'
import { startOutside } from './harness/outside.ts'
import { readMetric } from './harness/read-metric.ts'
import { setUp } from './harness/set-up.ts'
import { quantile, sendSteadily } from './harness/steady-load.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

const rate = 500

/** ClickHouse cannot be reached while a shop's usual load goes on. The engines stand outside the server, a gate between. */
export const clickhouseAway: Fault = {
  id: 'F18',
  title: `ClickHouse away while ${rate} events a second come`,
  criterion: 'ingestion goes on (p99 ≤ 250 ms, no refusal), the lag is visible, catches up ≥ 3 × real time, lost 0',
  long: { rounds: 1, events: 1_800_000 },
  short: { rounds: 1, events: 1_500 },
  run: async ({ rounds, events, seed, say }) => {
    const outside = await startOutside('clickhouse')
    const { url, server, gate, dataDir } = outside
    try {
      const shop = await setUp(url, server)
      const acknowledged: string[] = []
      const took: number[] = []
      let refusals = 0
      let [awayMs, catchUpMs, seenLag] = [0, 0, 0]
      for (let round = 0; round < rounds; round++) {
        await gate.shut()
        const since = performance.now()
        const sent = await sendSteadily({
          url,
          key: shop.writeKey,
          seed,
          eventsPerSecond: rate,
          seconds: events / rate,
          from: round * events,
        })
        for (const id of sent.acknowledged) acknowledged.push(id)
        for (const ms of sent.took) took.push(ms)
        refusals += [...sent.refused.values()].reduce((sum, n) => sum + n, 0)
        seenLag = Math.max(seenLag, await readMetric(url, 'regulars_batches_waiting'))
        const away = performance.now() - since
        awayMs += away
        await gate.open()
        // Slower than real time it would never end.
        const back = await waitCaughtUp(dataDir, server, Math.max(60_000, away))
        catchUpMs += back
        say(`away ${round + 1}: caught up after ${seconds(back)}`)
      }
      await outside.stop()
      const checked = await checkData(dataDir, shop.workspaceId, acknowledged)
      const [p99, pace] = [quantile(took, 0.99), awayMs / catchUpMs]
      return {
        passed: holdsTogether(checked) && refusals === 0 && seenLag > 0 && p99 <= 250 && pace >= 3,
        load: `${acknowledged.length} events, away for ${seconds(awayMs)} in all`,
        figures: {
          ...checkedFigures(checked),
          refusals,
          'p99 meanwhile': `${Math.round(p99)} ms`,
          'batches waiting, as told by /metrics': seenLag,
          'caught up after': seconds(catchUpMs),
          'times real time': pace.toFixed(1),
        },
        notes: checked.differences,
      }
    } finally {
      await outside.stop().catch(() => undefined)
      outside.remove()
    }
  },
}
