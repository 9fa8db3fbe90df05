import { setTimeout as sleep } from 'node:timers/promises'
import { type Fault, seconds } from './fault.ts'
import { attempt } from './harness/attempt-start.ts'
import { checkData } from './harness/check-data.ts'
import { checkedFigures, holdsTogether } from './harness/hold-together.ts'
import { makeNextVersion, type NextVersion } from './harness/next-version.ts'
import { createRandom } from './harness/random.ts'
import { startLoad } from './harness/raw-loader.ts'
import { newPlace, type Place, spawnServer, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { waitCaughtUp, withPostgres } from './harness/watch-postgres.ts'

/** The next version takes over while clients send, and is killed again and again while it migrates. */
export const upgrade: Fault = {
  id: 'F19',
  title: 'an upgrade under load, killed while it migrates',
  criterion:
    'acknowledged and lost 0, migrating again is harmless, the old version refuses the newer schema in plain words',
  long: { rounds: 20, events: 60_000 },
  run: async ({ rounds, events, seed, say }) => {
    const random = createRandom(seed)
    const place = await newPlace()
    const next = makeNextVersion()
    let server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const pauseMs = Math.floor((rounds * 1_500 * 4) / (events / 50))
      const load = startLoad({ url: place.url, key: shop.writeKey, seed, events, pauseMs })
      await sleep(3_000)
      await server.stop()
      const done: number[] = []
      for (let round = 0; round < rounds; round++) {
        await killWhileItMigrates(place, next, random.between(0, 3_500))
        done.push(await countMigrations(place.dataDir))
        say(`kill ${round + 1}: ${done.at(-1)} of 2 migrations of PostgreSQL done`)
      }
      server = await startServer(place, {}, next.folder)
      await load.done
      const caughtUpMs = await waitCaughtUp(place.dataDir, server)
      await server.stop()
      const old = await attempt('the old version', place)
      say(`the old version: ${old.text} (exit code ${old.code})`)
      const checked = await checkData(place.dataDir, shop.workspaceId, load.acknowledged)
      return {
        passed: holdsTogether(checked) && old.readable,
        load: `${load.acknowledged.size} events, ${rounds} kills`,
        figures: {
          ...checkedFigures(checked),
          'kills before the first migration was done': done.filter((n) => n === 0).length,
          'ready after the last': seconds(server.readyMs),
          'caught up after': seconds(caughtUpMs),
          'the old version is refused in one readable line': old.readable ? 'yes' : 'no',
        },
        notes: [...checked.differences, ...(old.readable ? [] : [old.text.slice(0, 300)])],
      }
    } finally {
      await server.stop()
      place.remove()
      next.remove()
    }
  },
}

/** A moment after it has taken the lock under which both engines are migrated. */
async function killWhileItMigrates(place: Place, next: NextVersion, afterMs: number): Promise<void> {
  const child = spawnServer(place, {}, next.folder)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const patience = performance.now() + 120_000
  while (!(await isMigrating(place.dataDir)) && performance.now() < patience) await sleep(20)
  await sleep(afterMs)
  child.kill('SIGKILL')
  await ended
}

const isMigrating = (dataDir: string): Promise<boolean> =>
  withPostgres(dataDir, async (client) => {
    const held = await client.query(`select from pg_locks where locktype = 'advisory' and objid = 7340271 and granted`)
    return held.rows.length > 0
  }).catch(() => false)

/** How many migrations of the next version PostgreSQL has; it outlives the server that started it. */
async function countMigrations(dataDir: string): Promise<number> {
  return await withPostgres(dataDir, async (client) => {
    const found = await client.query<{ n: number }>(
      `select count(*)::int as n from schema_migrations where name > '9998'`,
    )
    return found.rows[0]?.n ?? 0
  }).catch(() => Number.NaN)
}
