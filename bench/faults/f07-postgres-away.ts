import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether, judgeLoad } from './harness/hold-together.ts'
import { startOutside } from './harness/outside.ts'
import { type Load, startLoad } from './harness/raw-loader.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

const awayMs = 60_000
const betweenMs = 8_000

/** PostgreSQL is killed and cannot be reached for a minute, as when its machine starts anew. */
export const postgresAway: Fault = {
  id: 'F7B',
  title: `PostgreSQL killed hard and away for ${awayMs / 1_000} s`,
  criterion:
    'meanwhile 503 with Retry-After ≤ 1 s, takes events again ≤ 10 s after it is back, acknowledged and lost 0',
  long: { rounds: 3, events: 40_000 },
  run: async ({ rounds, events, seed, say }) => {
    const outside = await startOutside('postgres')
    const { url, server, gate, dataDir } = outside
    try {
      const shop = await setUp(url, server)
      // Enough for all the time that PostgreSQL is there.
      const pauseMs = Math.floor((rounds * betweenMs * 4) / (events / 50))
      const load = startLoad({ url, key: shop.writeKey, seed, events, pauseMs })
      const back: number[] = []
      for (let round = 0; round < rounds; round++) {
        await sleep(betweenMs / 2)
        await gate.shut()
        outside.killEngine()
        await sleep(awayMs)
        await gate.open()
        back.push(await untilTaken(load))
        say(`away ${round + 1}: takes events again after ${seconds(back.at(-1) ?? 0)}`)
      }
      await load.done
      const caughtUpMs = await waitCaughtUp(dataDir, server)
      await outside.stop()
      const checked = await checkData(dataDir, shop.workspaceId, load.acknowledged)
      const refusals = judgeLoad(load)
      const slowest = Math.max(...back)
      return {
        passed: holdsTogether(checked) && refusals.areFair && load.slowestRefusal <= 1_000 && slowest <= 10_000,
        load: `${load.acknowledged.size} events, away ${rounds} times`,
        figures: {
          ...checkedFigures(checked),
          ...refusals.figures,
          'slowest 503': seconds(load.slowestRefusal),
          'takes events again after (slowest)': seconds(slowest),
          'caught up after': seconds(caughtUpMs),
        },
        notes: checked.differences,
      }
    } finally {
      await outside.stop().catch(() => undefined)
      outside.remove()
    }
  },
}

async function untilTaken(load: Load): Promise<number> {
  const [since, before] = [performance.now(), load.acknowledged.size]
  while (load.acknowledged.size === before && performance.now() - since < 60_000) await sleep(20)
  return performance.now() - since
}
