import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { startLoad } from './harness/raw-loader.ts'
import { findEngines, newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'

/** SIGTERM while clients send: what was acknowledged is stored, nothing is left running. */
export const stopUnderLoad: Fault = {
  id: 'F21',
  title: 'SIGTERM under load',
  criterion: 'stops ≤ 10 s with exit code 0, no process left, acknowledged and lost 0',
  long: { rounds: 10, events: 1_000_000 },
  short: { rounds: 1, events: 1_000_000 },
  run: async ({ rounds, events, seed, say }) => {
    const place = await newPlace()
    let server = await startServer(place)
    const took: number[] = []
    const acknowledged: string[] = []
    let badExits = 0
    let orphans = 0
    try {
      const shop = await setUp(place.url, server)
      for (let round = 0; round < rounds; round++) {
        if (round > 0) server = await startServer(place)
        const load = startLoad({ url: place.url, key: shop.writeKey, seed: seed + round, events, connections: 8 })
        await sleep(1_500)
        const stopped = await server.stop()
        load.stop()
        await load.done
        took.push(stopped.ms)
        acknowledged.push(...load.acknowledged)
        if (stopped.code !== 0) badExits++
        const left = findEngines(place.dataDir)
        orphans += left.clickhouse.length + left.postgres.length
        say(
          `stop ${round + 1}: ${seconds(stopped.ms)}, exit code ${stopped.code}, ${load.acknowledged.size} acknowledged`,
        )
      }
      const checked = await checkData(place.dataDir, shop.workspaceId, acknowledged)
      const slowest = Math.max(...took)
      return {
        passed: slowest <= 10_000 && badExits === 0 && orphans === 0 && checked.lost === 0,
        load: `${acknowledged.length} events acknowledged over 8 connections, ${rounds} stops`,
        figures: {
          lost: checked.lost,
          duplicates: checked.duplicates,
          'stopped in (median)': seconds(median(took)),
          'stopped in (slowest)': seconds(slowest),
          'exit codes other than 0': badExits,
          'processes left': orphans,
        },
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}
