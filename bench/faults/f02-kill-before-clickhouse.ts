import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { createRandom } from './harness/random.ts'
import { startLoad } from './harness/raw-loader.ts'
import { findEngines, newPlace, type Server, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { readBacklog, waitCaughtUp, waitPending, withPostgres } from './harness/watch-postgres.ts'

/** Half of the kills hit the server, half ClickHouse alone; each comes a random moment after a batch was committed. */
export const killBeforeClickhouse: Fault = {
  id: 'F2',
  title: 'kill -9 between the PostgreSQL commit and the ClickHouse insert',
  criterion: 'counts agree for every table, customer and day ≤ 30 s after restart',
  long: { rounds: 100, events: 120_000 },
  short: { rounds: 4, events: 3_000 },
  run: async ({ rounds, events, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    let server = await startServer(place)
    let acknowledged = 0
    let hits = 0
    const agreed: number[] = []
    const notes: string[] = []
    try {
      const shop = await setUp(place.url, server)
      const perRound = Math.ceil(events / rounds)
      for (let round = 0; round < rounds; round++) {
        const load = startLoad({
          url: place.url,
          key: shop.writeKey,
          seed: seed + round,
          events: perRound,
          customers: 300,
        })
        const delay = random.next() ** 2 * 120
        const wholeServer = round % 2 === 0
        const hit = await strike(place.dataDir, server, delay, wholeServer)
        if (hit) hits++
        if (wholeServer) server = await startServer(place)
        await load.done
        agreed.push(await waitCaughtUp(place.dataDir, server))
        acknowledged += load.acknowledged.size
        say(
          `kill ${round + 1}: ${wholeServer ? 'server' : 'ClickHouse'} after ${delay.toFixed(0)} ms, ${hit ? 'hit' : 'missed'}`,
        )
        if ((round + 1) % 10 === 0 || round === rounds - 1) {
          await server.stop()
          const checked = await checkData(place.dataDir, shop.workspaceId, load.acknowledged)
          notes.push(...checked.differences.map((line) => `after ${round + 1} kills: ${line}`))
          if (checked.differences.length > 0) break
          if (round < rounds - 1) server = await startServer(place)
        }
      }
      return {
        passed: notes.length === 0 && Math.max(...agreed) <= 30_000,
        load: `${acknowledged} events, ${agreed.length} kills, ${hits} of them with a batch under way`,
        figures: {
          differences: notes.length,
          'caught up (median)': seconds(median(agreed)),
          'caught up (slowest)': seconds(Math.max(...agreed)),
        },
        notes,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}

/** Whether a batch was still not told when the kill had come. */
async function strike(dataDir: string, server: Server, delayMs: number, wholeServer: boolean): Promise<boolean> {
  return await withPostgres(dataDir, async (client) => {
    await waitPending(client, 5_000)
    await sleep(delayMs)
    if (wholeServer) await server.kill()
    else for (const pid of findEngines(dataDir).clickhouse) process.kill(pid, 'SIGKILL')
    return (await readBacklog(client)).batches > 0
  })
}
