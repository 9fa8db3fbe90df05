import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether, judgeLoad } from './harness/hold-together.ts'
import { createRandom } from './harness/random.ts'
import { startLoad } from './harness/raw-loader.ts'
import { findEngines, newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

/** One engine at a time is killed under load and comes back by itself at once. */
export const killEngines: Fault = {
  id: 'F7',
  title: 'kill -9 of PostgreSQL alone and of ClickHouse alone, in turn, each back at once',
  criterion: '503 with Retry-After ≤ 1 s or no pause at all, acknowledged and lost 0, recovers by itself',
  long: { rounds: 20, events: 100_000 },
  short: { rounds: 2, events: 3_000 },
  run: async ({ rounds, events, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const pauseMs = Math.floor((rounds * 2_500) / (events / 50 / 4))
      const load = startLoad({ url: place.url, key: shop.writeKey, seed, events, pauseMs })
      for (let round = 0; round < rounds; round++) {
        await sleep(random.between(500, 2_000))
        const engines = findEngines(place.dataDir)
        const isPostgres = round % 2 === 0
        const victims = isPostgres ? engines.postgres.slice(0, 1) : engines.clickhouse
        for (const pid of victims) if (pid > 0) process.kill(pid, 'SIGKILL')
        say(`kill ${round + 1}: ${isPostgres ? 'PostgreSQL' : 'ClickHouse'} (process ${victims.join(', ')})`)
      }
      await load.done
      const caughtUpMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, load.acknowledged)
      const refusals = judgeLoad(load)
      return {
        passed: holdsTogether(checked) && refusals.areFair,
        load: `${load.acknowledged.size} events, ${rounds} kills`,
        figures: {
          ...checkedFigures(checked),
          ...refusals.figures,
          'slowest 503': seconds(load.slowestRefusal),
          'caught up after': seconds(caughtUpMs),
        },
        notes: checked.differences,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}
