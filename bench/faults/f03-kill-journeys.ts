import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { openMailShop } from './harness/mail-shop.ts'
import { createRandom } from './harness/random.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'

const steps = 10
const leaseSeconds = 45

/** kill -9 of the server at random moments while people go through a journey of ten steps, every other of which queues a message. */
export const killJourneys: Fault = {
  id: 'F3',
  title: 'kill -9 of the server inside the steps of a journey',
  criterion: 'each step exactly once, messages lost 0 and twice 0, nobody stuck longer than two leases',
  long: { rounds: 50, events: 2_000 },
  run: async ({ rounds, events: people, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    let server = await startServer(place)
    try {
      const shop = await openMailShop(place.url, await setUp(place.url, server), people)
      const message = (i: number, next: string | null) => {
        return { id: `s${i}`, kind: 'message', templateId: shop.templateId, purpose: 'useful', next }
      }
      // A short wait each time, so that the kills meet people at every step.
      const wait = (i: number, next: string) => ({
        id: `s${i}`,
        kind: 'wait',
        seconds: Math.max(1, Math.ceil(rounds / 4)),
        next,
      })
      const nodes = Array.from({ length: steps }, (_, i) =>
        i % 2 === 0 ? wait(i, `s${i + 1}`) : message(i, i + 1 < steps ? `s${i + 1}` : null),
      )
      const trigger = { kind: 'segment', segmentId: shop.segmentId, on: 'entered', repeats: false }
      const definition = { trigger, start: 's0', nodes, control: 0, goal: null }
      const { journeyId } = await shop.ask<{ journeyId: string }>('POST', '/journeys', {
        name: 'Ten steps',
        definition,
      })
      await shop.ask('POST', `/journeys/${journeyId}/start`, { backfill: true })
      const count = (what: string) =>
        withPostgres(place.dataDir, async (client) => Number((await client.query(what, [journeyId])).rows[0]?.n ?? 0))
      const taken = () => count('select count(*) as n from journey_steps where journey_id = $1')
      while ((await taken()) === 0) await sleep(50)
      const ready: number[] = []
      for (let round = 1; round <= rounds; round++) {
        await sleep(random.between(100, 2_000))
        await server.kill()
        server = await startServer(place)
        ready.push(server.readyMs)
        say(`kill ${round}: ${await taken()} steps taken`)
      }
      const since = performance.now()
      const active = () => count("select count(*) as n from journey_runs where journey_id = $1 and status = 'active'")
      while ((await active()) > 0 && performance.now() - since < 600_000) await sleep(200)
      const tookMs = performance.now() - since
      const done = await count("select count(*) as n from journey_runs where journey_id = $1 and status = 'finished'")
      const all = await taken()
      const once = await count('select count(distinct (run_id, node_id)) as n from journey_steps where journey_id = $1')
      const messages = await count('select count(*) as n from messages where source_id = $1')
      const distinct = await count(
        'select count(distinct (customer_id, message_key)) as n from messages where source_id = $1',
      )
      const wanted = (people * steps) / 2
      return {
        passed: done === people && all === people * steps && once === all && messages === wanted && distinct === wanted,
        load: `${people} people, ${steps} steps, ${rounds} kills`,
        figures: {
          'came to the end': done,
          'steps taken': all,
          'steps twice': all - once,
          'messages lost': Math.max(0, wanted - distinct),
          'messages twice': messages - distinct,
          'all at the end after the last kill': seconds(tookMs),
          'two leases are': seconds(2 * leaseSeconds * 1000),
          'ready again (median)': seconds(median(ready)),
        },
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}
