import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether } from './harness/hold-together.ts'
import { createRandom } from './harness/random.ts'
import { startLoad } from './harness/raw-loader.ts'
import { startSegmentClient } from './harness/segment-client.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

/** kill -9 of the server at random moments while Segment's client and a raw loader send. */
export const killServer: Fault = {
  id: 'F1',
  title: 'kill -9 of the server during ingestion',
  criterion: 'acknowledged and lost 0, duplicates 0, ready again ≤ 5 s',
  long: { rounds: 50, events: 200_000 },
  short: { rounds: 3, events: 3_000 },
  run: async ({ rounds, events, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    let server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const bySegment = Math.floor(events / 10)
      const key = shop.writeKey
      // About as long as the kills take, so that all of them meet a server at work.
      const spreadMs = rounds * 3_000
      const raw = startLoad({
        url: place.url,
        key,
        seed,
        events: events - bySegment,
        pauseMs: Math.floor((spreadMs / 2 / ((events - bySegment) / 50)) * 4),
      })
      const segment = startSegmentClient({ url: place.url, key, seed: seed + 1, events: bySegment, spreadMs })
      const ready: number[] = []
      for (let round = 0; round < rounds; round++) {
        await sleep(random.between(100, 2_000))
        await server.kill()
        server = await startServer(place)
        ready.push(server.readyMs)
        say(
          `kill ${round + 1}: ready in ${seconds(server.readyMs)}, ${raw.acknowledged.size + segment.delivered.size} acknowledged`,
        )
      }
      const duringKills = raw.acknowledged.size + segment.delivered.size
      await Promise.all([raw.done, segment.done])
      const caughtUpMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, [...raw.acknowledged, ...segment.delivered])
      const slowest = Math.max(...ready)
      return {
        passed: holdsTogether(checked) && slowest <= 5_000,
        load: `${events} events (${bySegment} by @segment/analytics-node), ${rounds} kills`,
        figures: {
          acknowledged: raw.acknowledged.size + segment.delivered.size,
          'of these during the kills': duringKills,
          'given up by the client': segment.failed.size,
          ...checkedFigures(checked),
          'ready again (median)': seconds(median(ready)),
          'ready again (slowest)': seconds(slowest),
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
