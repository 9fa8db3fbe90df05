import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { fakeClock } from '#platform/clock'
import { createDb, createPool } from '#platform/postgres'
import { testDb } from '#testing'
import { clientAddress } from './client-address.ts'
import { createRateLimit } from './rate-limit.ts'
import { createRouter } from './routes.ts'

const { db, url } = await testDb()
const limitOf = (clock: ReturnType<typeof fakeClock>, quota: number, windowSeconds: number, name = 'test') =>
  createRateLimit({ db, clock, name, quota, windowSeconds })

test('a key has its quota at once and gets it back evenly', async () => {
  const clock = fakeClock('2026-03-01T10:00:00Z')
  const limit = limitOf(clock, 3, 30)
  const allowed = async (times: number): Promise<boolean[]> => {
    const all: boolean[] = []
    for (let n = 0; n < times; n++) all.push((await limit.take('a')).allowed)
    return all
  }
  expect(await allowed(4)).toEqual([true, true, true, false])
  expect((await limit.take('b')).allowed).toBe(true)
  expect((await limit.take('a')).resetSeconds).toBe(10)
  clock.advance({ seconds: 10 })
  expect(await allowed(2)).toEqual([true, false])
  clock.advance({ hours: 1 })
  expect(await allowed(4)).toEqual([true, true, true, false])
  await limit.forget('a')
  expect(await allowed(1)).toEqual([true])
})

test('a clock that jumps back gives nothing and takes nothing', async () => {
  const clock = fakeClock('2026-03-01T10:00:00Z')
  const limit = limitOf(clock, 2, 10, 'jump')
  await limit.take('a')
  clock.advance({ hours: -2 })
  expect(await limit.take('a')).toMatchObject({ allowed: true, remaining: 0 })
  expect((await limit.take('a')).allowed).toBe(false)
})

test('several processes share one quota, however they hurry, and whose it is cannot be read', async () => {
  const clock = fakeClock('2026-03-01T10:00:00Z')
  const pool = createPool(url)
  const elsewhere = createDb(pool)
  const both = [db, elsewhere].map((one) =>
    createRateLimit({ db: one, clock, name: 'shared', quota: 10, windowSeconds: 600 }),
  )
  const tries = Array.from({ length: 40 }, (_, n) => both[n % 2]?.take('anna@corner.example'))
  const answers = await Promise.all(tries)
  expect(answers.filter((answer) => answer?.allowed)).toHaveLength(10)
  const kept = await sql<{ row: string }>`select r::text as row from rate_limits r where name = 'shared'`.execute(db)
  expect(kept.rows).toHaveLength(1)
  expect(kept.rows[0]?.row).not.toContain('anna')
  await elsewhere.destroy()
})

test.each([
  [0, '10.0.0.1', '203.0.113.9', '10.0.0.1'],
  [1, '10.0.0.1', '198.51.100.1, 203.0.113.9', '203.0.113.9'],
  [2, '10.0.0.1', '198.51.100.1, 203.0.113.9', '198.51.100.1'],
  [1, '::ffff:10.0.0.1', '', '10.0.0.1'],
  [0, '2001:db8:1:2:aaaa::1', '', '2001:db8:1:2'],
])('behind %i trusted proxies, %s with “%s” counts as %s', async (proxies, peer, forwarded, expected) => {
  const app = createRouter()
  app.get('/', (c) => c.text(clientAddress(c, proxies)))
  const env = { incoming: { socket: { remoteAddress: peer } } }
  const answer = await app.request('/', { headers: { 'x-forwarded-for': forwarded } }, env)
  expect(await answer.text()).toBe(expected)
})
