import { inBatches, tellShop } from './f15-shuffled.ts'
import type { Fault } from './fault.ts'
import { peopleMessages } from './harness/people-workload.ts'
import { compareSnapshots } from './harness/snapshot.ts'

/** Every batch three times, its copies at the same moment over three connections. */
export const threeTimes: Fault = {
  id: 'F14',
  title: 'everything inbound delivered three times, also at once',
  criterion: 'customers, measures, orders, reports and both engines identical to once',
  long: { rounds: 1, events: 50_000 },
  short: { rounds: 1, events: 2_000 },
  run: async ({ events, seed }) => {
    const messages = peopleMessages(seed, events, Math.max(50, Math.floor(events / 40)), Date.now() - 86_400_000)
    const batches = inBatches(messages)
    const once = await tellShop({ batches, connections: 1 })
    const thrice = await tellShop({ batches: batches.flatMap((batch) => [batch, batch, batch]), connections: 3 })
    const differences = compareSnapshots(once.snapshot, thrice.snapshot)
    const notes = [...differences, ...once.differences, ...thrice.differences]
    return {
      passed: notes.length === 0 && once.refused + thrice.refused === 0,
      load: `${events} events, each three times over 3 connections`,
      figures: {
        'facts compared': once.snapshot.size,
        'different facts': differences.length,
        'differences between the engines': once.differences.length + thrice.differences.length,
      },
      notes,
    }
  },
}
