import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { peopleMessages, shuffleArrival } from './harness/people-workload.ts'
import { post } from './harness/raw-loader.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { compareSnapshots, type Snapshot, takeSnapshot } from './harness/snapshot.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'
import type { Message } from './harness/workload.ts'

export type Delivery = { batches: Message[][]; connections: number }

/** One fresh installation that gets these batches: what it tells afterwards, and where its engines disagree. */
export async function tellShop(
  delivery: Delivery,
): Promise<{ snapshot: Snapshot; differences: string[]; ms: number; refused: number }> {
  const place = await newPlace()
  const server = await startServer(place)
  try {
    const shop = await setUp(place.url, server)
    const since = performance.now()
    const waiting = [...delivery.batches]
    let refused = 0
    const send = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        const { status } = await post(place.url, shop.writeKey, batch)
        if (status !== 200) refused++
      }
    }
    await Promise.all(Array.from({ length: delivery.connections }, send))
    await waitCaughtUp(place.dataDir, server)
    const ms = performance.now() - since
    const snapshot = await takeSnapshot(place, shop.serverKey)
    await server.stop()
    const { differences } = await checkData(place.dataDir, shop.workspaceId, [])
    return { snapshot, differences, ms, refused }
  } finally {
    await server.stop()
    place.remove()
  }
}

export function inBatches(messages: Message[], size = 100): Message[][] {
  return Array.from({ length: Math.ceil(messages.length / size) }, (_, n) => messages.slice(n * size, (n + 1) * size))
}

/** The same events in order and out of order. */
export const shuffled: Fault = {
  id: 'F15',
  title: 'events shuffled within 24 h, one in ten a month late',
  criterion: 'traits, measures, first and last seen, orders and every report equal those of the ordered run',
  long: { rounds: 1, events: 100_000 },
  short: { rounds: 1, events: 2_000 },
  run: async ({ events, seed, say }) => {
    const customers = Math.max(50, Math.floor(events / 40))
    const messages = peopleMessages(seed, events, customers, Date.now() - 86_400_000)
    const inOrder = messages.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : 1))
    const ordered = await tellShop({ batches: inBatches(inOrder), connections: 1 })
    say(`ordered: ${seconds(ordered.ms)}`)
    const mixed = await tellShop({ batches: inBatches(shuffleArrival(messages, seed)), connections: 1 })
    say(`shuffled: ${seconds(mixed.ms)}`)
    const differences = compareSnapshots(ordered.snapshot, mixed.snapshot)
    const notes = [...differences, ...ordered.differences, ...mixed.differences]
    return {
      passed: notes.length === 0 && ordered.refused + mixed.refused === 0,
      load: `${events} events of ${customers} customers`,
      figures: {
        'facts compared': ordered.snapshot.size,
        'different facts': differences.length,
        'differences between the engines': ordered.differences.length + mixed.differences.length,
      },
      notes,
    }
  },
}
