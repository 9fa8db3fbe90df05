import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEngines } from '#platform/engines'
import { silentLog } from '#platform/log'
import { type Fault, seconds } from './fault.ts'
import { checkData } from './harness/check-data.ts'
import { openGate } from './harness/gate.ts'
import { newPlace, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { quantile, sendSteadily } from './harness/steady-load.ts'
import { waitUntilNothingIsBehind } from './harness/watch-postgres.ts'

const rate = 500

/** ClickHouse cannot be reached while a shop's usual load goes on. The engines stand outside the server, a gate between. */
export const clickhouseAway: Fault = {
  id: 'F18',
  title: `ClickHouse away while ${rate} events a second come`,
  criterion: 'ingestion goes on (p99 ≤ 250 ms, no refusal), the lag is visible, catches up ≥ 3 × real time, lost 0',
  long: { rounds: 1, events: 1_800_000 },
  short: { rounds: 1, events: 1_500 },
  run: async ({ rounds, events, seed, say }) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'regulars-outside-'))
    const engines = await startEngines({ dataDir, log: silentLog })
    const gate = await openGate(engines.clickhouseUrl)
    const place = await newPlace()
    const server = await startServer(place, { DATABASE_URL: engines.databaseUrl, CLICKHOUSE_URL: gate.url })
    const client = new pg.Client({ connectionString: engines.databaseUrl })
    const stopAll = async (): Promise<void> => {
      await server.stop()
      await client.end().catch(() => undefined)
      await gate.shut()
      await engines.stop()
    }
    try {
      const shop = await setUp(place.url, server)
      await client.connect()
      const acknowledged: string[] = []
      const took: number[] = []
      let refusals = 0
      let [awayMs, catchUpMs, seenLag] = [0, 0, 0]
      for (let round = 0; round < rounds; round++) {
        await gate.shut()
        const since = performance.now()
        const sent = await sendSteadily({
          url: place.url,
          key: shop.writeKey,
          seed,
          eventsPerSecond: rate,
          seconds: events / rate,
          from: round * events,
        })
        acknowledged.push(...sent.acknowledged)
        took.push(...sent.took)
        refusals += [...sent.refused.values()].reduce((sum, n) => sum + n, 0)
        seenLag = Math.max(seenLag, await shownLag(place.url))
        awayMs += performance.now() - since
        await gate.open()
        const back = await waitUntilNothingIsBehind(client, server)
        catchUpMs += back
        say(`away ${round + 1}: caught up after ${seconds(back)}`)
      }
      await stopAll()
      const checked = await checkData(dataDir, shop.workspaceId, acknowledged)
      const [p99, pace] = [quantile(took, 0.99), awayMs / catchUpMs]
      return {
        passed:
          checked.lost === 0 &&
          checked.duplicates === 0 &&
          checked.differences.length === 0 &&
          refusals === 0 &&
          seenLag > 0 &&
          p99 <= 250 &&
          pace >= 3,
        load: `${acknowledged.length} events, away for ${seconds(awayMs)} in all`,
        figures: {
          lost: checked.lost,
          duplicates: checked.duplicates,
          differences: checked.differences.length,
          refusals,
          'p99 meanwhile': `${Math.round(p99)} ms`,
          'batches waiting, as told by /metrics': seenLag,
          'caught up after': seconds(catchUpMs),
          'times real time': pace.toFixed(1),
        },
        notes: checked.differences,
      }
    } finally {
      await stopAll().catch(() => undefined)
      place.remove()
      rmSync(dataDir, { recursive: true, force: true })
    }
  },
}

async function shownLag(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^regulars_batches_waiting (\d+)/m.exec(text)?.[1] ?? 0)
}
