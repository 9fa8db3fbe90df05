import pg from 'pg'
import { expect, test } from 'vitest'
import { startTestServer } from '../../src/testing/start-test-server.ts'
import { describeIsolation } from './two-shops.ts'

const server = await startTestServer()
const mine = await server.openShop({ name: 'Mine' })
const theirs = await server.openShop({ name: 'Theirs' })

// The second of two locks taken away: every query must name its workspace by itself too.
const owner = new pg.Client({ connectionString: server.regulars.engines.databaseUrl })
await owner.connect()
const { rows } = await owner.query<{ name: string }>(
  `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity`,
)
for (const { name } of rows) await owner.query(`alter table "${name}" disable row level security`)
await owner.end()

test('row-level security is off in this copy', () => {
  expect(rows.length).toBeGreaterThan(15)
})

describeIsolation(server, mine, theirs)
