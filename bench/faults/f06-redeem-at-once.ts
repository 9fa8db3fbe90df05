import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, median, seconds } from './fault.ts'
import { createRandom } from './harness/random.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { openTill } from './harness/till.ts'

const price = 100
const tills = 20

/** What one balance is worth, asked for by everybody at once, with the server killed meanwhile; then one key sent again and again. */
export const redeemAtOnce: Fault = {
  id: 'F6',
  title: 'redemptions of one balance at once, one key again and again, kill -9 meanwhile',
  criterion: 'exactly balance / 100 succeed, one entry for each key, Σ ledger = 0, never negative',
  long: { rounds: 50, events: 1_000 },
  short: { rounds: 1, events: 80 },
  run: async ({ rounds, events, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    let server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const till = await openTill(place.url, shop.serverKey)
      const balance = price * Math.floor(events / 2) + random.between(1, price - 1)
      await till.give(balance)
      // Each redemption has a key of its own and is sent until it is answered, as a till does whose answer was lost.
      const pending = Array.from({ length: events }, (_, i) => `redeem-${seed}-${i}`)
      const done = { given: 0, refused: 0, unanswered: 0 }
      let isPaused = false
      const worker = async (): Promise<void> => {
        for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
          for (;;) {
            const status = await till.spend(price, key)
            if (status === 200) done.given++
            else if (status === 409) done.refused++
            else {
              done.unanswered++
              await sleep(100)
              continue
            }
            break
          }
          if (isPaused) await sleep(random.between(20, 200))
        }
      }
      isPaused = rounds > 0
      const working = Promise.all(Array.from({ length: tills }, worker))
      const ready: number[] = []
      let kills = 0
      while (kills < rounds && pending.length > 0) {
        await sleep(random.between(50, 400))
        await server.kill()
        server = await startServer(place)
        ready.push(server.readyMs)
        kills++
        if (kills % 10 === 0) say(`kill ${kills}: ${done.given} given, ${done.refused} refused`)
      }
      await working
      const replays = Math.max(20, Math.floor(events / 5))
      const first = await till.left()
      await till.give(price * 3)
      const answers = await Promise.all(Array.from({ length: replays }, () => till.spend(price, `one-key-${seed}`)))
      const replayed = first + price * 3 - (await till.left())
      const broken = await till.broken()
      const wanted = Math.floor(balance / price)
      const notes = [
        ...(done.given === wanted ? [] : [`${done.given} redemptions succeeded, ${wanted} were paid for`]),
        ...(first === balance - wanted * price ? [] : [`${first} points are left of ${balance}`]),
        ...(replayed === price ? [] : [`one key took ${replayed} points`]),
        ...(answers.every((status) => status === 200) ? [] : ['a replay was not answered as the first was']),
        ...broken.map((rule) => `the ledger breaks ${rule}`),
      ]
      return {
        passed: notes.length === 0,
        load: `${events} redemptions of one balance over ${tills} tills, ${kills} kills, ${replays} replays of one key`,
        figures: {
          'paid for': wanted,
          succeeded: done.given,
          refused: done.refused,
          'sent again': done.unanswered,
          'points a key took when replayed': replayed,
          'rules of the ledger broken': broken.length,
          ...(ready.length > 0 ? { 'ready again (median)': seconds(median(ready)) } : {}),
        },
        notes,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}
