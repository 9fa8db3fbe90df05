import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether, judgeRefusals } from './harness/hold-together.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { quantile, sendSteadily } from './harness/steady-load.ts'
import { waitCaughtUp } from './harness/watch-postgres.ts'

const usual = 500
const tenFold = 10 * usual

/** A shop's usual load, then ten times as much for as many seconds as there are rounds. */
export const burst: Fault = {
  id: 'F17',
  title: `ten-fold burst, from ${usual} to ${tenFold} events a second`,
  criterion: 'only 429 or 503 with Retry-After, lost 0; p99 ≤ 250 ms before and ≤ 2 s in the burst; worked off ≤ 5 min',
  long: { rounds: 60, events: 30_000 },
  short: { rounds: 2, events: 1_000 },
  run: async ({ rounds, events, seed, say }) => {
    const place = await newPlace()
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const common = { url: place.url, key: shop.writeKey, seed }
      const before = await sendSteadily({ ...common, eventsPerSecond: usual, seconds: events / usual })
      say(`before: p99 ${Math.round(quantile(before.took, 0.99))} ms`)
      const during = await sendSteadily({ ...common, eventsPerSecond: tenFold, seconds: rounds, from: events })
      say(`burst: p99 ${Math.round(quantile(during.took, 0.99))} ms`)
      const workedOffMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const acknowledged = [...before.acknowledged, ...during.acknowledged]
      const checked = await checkData(place.dataDir, shop.workspaceId, acknowledged)
      const refused = new Map(before.refused)
      for (const [status, n] of during.refused) refused.set(status, (refused.get(status) ?? 0) + n)
      const refusals = judgeRefusals(refused, before.withoutRetryAfter + during.withoutRetryAfter, [429, 503])
      const [usualP99, burstP99] = [quantile(before.took, 0.99), quantile(during.took, 0.99)]
      return {
        passed:
          holdsTogether(checked) && refusals.areFair && usualP99 <= 250 && burstP99 <= 2_000 && workedOffMs <= 300_000,
        load: `${events / usual} s at ${usual} and ${rounds} s at ${tenFold} events a second, batches of 50`,
        figures: {
          acknowledged: acknowledged.length,
          ...checkedFigures(checked),
          'p99 before': `${Math.round(usualP99)} ms`,
          'p99 in the burst': `${Math.round(burstP99)} ms`,
          ...refusals.figures,
          'worked off after': seconds(workedOffMs),
        },
        notes: checked.differences,
      }
    } finally {
      await server.stop()
      place.remove()
    }
  },
}
