import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether, judgeLoad } from './harness/hold-together.ts'
import { startLoad } from './harness/raw-loader.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp, withPostgres } from './harness/watch-postgres.ts'

const everyMs = 200

/** PostgreSQL ends all connections of the product again and again, in the middle of whatever they do. */
export const cutConnections: Fault = {
  id: 'F8',
  title: `all connections to PostgreSQL are terminated every ${everyMs} ms`,
  criterion: 'acknowledged and lost 0, both engines agree, only 503 with Retry-After meanwhile, recovers by itself',
  long: { rounds: 1_500, events: 300_000 },
  short: { rounds: 15, events: 2_000 },
  run: async ({ rounds, events, seed, say }) => {
    const place = await newPlace()
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const load = startLoad({ url: place.url, key: shop.writeKey, seed, events, pauseMs: 20 })
      const ended = await withPostgres(place.dataDir, async (client) => {
        let count = 0
        for (let round = 0; round < rounds; round++) {
          await sleep(everyMs)
          const cut = await client.query(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where backend_type = 'client backend' and pid <> pg_backend_pid()`,
          )
          count += cut.rowCount ?? 0
        }
        return count
      })
      say(`${ended} connections terminated, ${load.acknowledged.size} events acknowledged meanwhile`)
      const meanwhile = load.acknowledged.size
      await load.done
      const caughtUpMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const checked = await checkData(place.dataDir, shop.workspaceId, load.acknowledged)
      const refusals = judgeLoad(load)
      return {
        passed: holdsTogether(checked) && refusals.areFair,
        load: `${load.acknowledged.size} events, ${rounds} rounds, ${ended} connections terminated`,
        figures: {
          ...checkedFigures(checked),
          'acknowledged meanwhile': meanwhile,
          ...refusals.figures,
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
