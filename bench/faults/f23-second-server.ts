import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Fault } from './fault.ts'
import { type Attempt, attempt } from './harness/attempt-start.ts'
import { post } from './harness/raw-loader.ts'
import { newPlace, postgresUrl, startServer } from './harness/server.ts'
import { setUp } from './harness/set-up.ts'
import { withPostgres } from './harness/watch-postgres.ts'
import { messageAt } from './harness/workload.ts'

/** Starts that cannot work are refused in words: one readable line in the person's language, exit code not 0. */
export const secondServer: Fault = {
  id: 'F23',
  title: 'a second server on the same directory, the same port, and settings that cannot work',
  criterion: 'readable refusal in the language of the person, exit code ≠ 0, the first server unharmed',
  long: { rounds: 1, events: 0 },
  short: { rounds: 1, events: 0 },
  run: async ({ say }) => {
    const place = await newPlace()
    const other = await newPlace()
    const server = await startServer(place)
    try {
      const shop = await setUp(place.url, server)
      const attempts: Attempt[] = []
      for (const locale of ['en', 'hu', 'ru', 'fa', 'pl']) {
        attempts.push(
          await attempt(`same directory, ${locale}`, { ...place, port: other.port }, { REGULARS_LOCALE: locale }),
        )
      }
      attempts.push(await attempt('same port', { ...other, port: place.port }))
      attempts.push(...(await badSettings(other)), await newerSchema(place.dataDir, other))
      for (const a of attempts) say(`${a.readable ? '✓' : '✗'} ${a.name}: ${a.text} (exit code ${a.code})`)
      const after = await post(place.url, shop.writeKey, [messageAt(1, 1, 10, Date.now())])
      const stopped = await server.stop()
      const unreadable = attempts.filter((a) => !a.readable)
      return {
        passed: unreadable.length === 0 && after.status === 200 && stopped.code === 0,
        load: `${attempts.length} starts`,
        figures: {
          'refused in one readable line': attempts.length - unreadable.length,
          'the first one answers afterwards': after.status,
        },
        notes: unreadable.map((a) => `${a.name}: exit code ${a.code}: ${a.text.slice(0, 300)}`),
      }
    } finally {
      await server.stop()
      place.remove()
      other.remove()
    }
  },
}

async function badSettings(place: { dataDir: string; port: number }): Promise<Attempt[]> {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-faults-'))
  const file = join(folder, 'file')
  writeFileSync(file, '')
  // Answers to nothing: what a wrong address in DATABASE_URL often is.
  const silent = createServer((socket) => socket.destroy())
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' && address ? address.port : 0
  try {
    return [
      await attempt('DATA_DIR is a file', { ...place, dataDir: file }),
      await attempt('DATA_DIR cannot be created', { ...place, dataDir: '/dev/null/regulars' }),
      await attempt('PORT=99999', { ...place, port: 99_999 }),
      await attempt('ROLE=boss', place, { ROLE: 'boss' }),
      await attempt('DATABASE_URL where nobody listens', place, { DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }),
      await attempt('DATABASE_URL that is no PostgreSQL', place, {
        DATABASE_URL: `postgres://a:b@127.0.0.1:${port}/x`,
      }),
      await attempt('DATABASE_URL that is no address', place, { DATABASE_URL: 'nonsense' }),
      await attempt('CLICKHOUSE_URL where nobody listens', place, { CLICKHOUSE_URL: 'http://127.0.0.1:1' }),
    ]
  } finally {
    silent.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The database of the server that runs, as a later version would have left it. */
async function newerSchema(dataDir: string, place: { dataDir: string; port: number }): Promise<Attempt> {
  return await withPostgres(dataDir, async (client) => {
    await client.query(`insert into schema_migrations (name) values ('9999_of_a_later_version.sql')`)
    try {
      const env = { DATABASE_URL: postgresUrl(dataDir), REGULARS_LOCALE: 'hu' }
      return await attempt('a database that a newer version has upgraded, hu', place, env)
    } finally {
      await client.query(`delete from schema_migrations where name = '9999_of_a_later_version.sql'`)
    }
  })
}
