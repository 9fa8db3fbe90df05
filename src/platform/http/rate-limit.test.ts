import { expect, test } from 'vitest'
import { fakeClock } from '#platform/clock'
import { clientAddress } from './client-address.ts'
import { createRateLimit } from './rate-limit.ts'
import { createRouter } from './routes.ts'

test('a key has its quota at once and gets it back evenly', () => {
  const clock = fakeClock('2026-03-01T10:00:00Z')
  const limit = createRateLimit({ clock, name: 'test', quota: 3, windowSeconds: 30 })
  const allowed = () => limit.take('a').allowed
  expect([allowed(), allowed(), allowed(), allowed()]).toEqual([true, true, true, false])
  expect(limit.take('b').allowed).toBe(true)
  expect(limit.take('a').resetSeconds).toBe(10)
  clock.advance({ seconds: 10 })
  expect([allowed(), allowed()]).toEqual([true, false])
  clock.advance({ hours: 1 })
  expect([allowed(), allowed(), allowed(), allowed()]).toEqual([true, true, true, false])
  limit.forget('a')
  expect(allowed()).toBe(true)
})

test('a clock that jumps back gives nothing and takes nothing', () => {
  const clock = fakeClock('2026-03-01T10:00:00Z')
  const limit = createRateLimit({ clock, name: 'test', quota: 2, windowSeconds: 10 })
  limit.take('a')
  clock.advance({ hours: -2 })
  expect(limit.take('a')).toMatchObject({ allowed: true, remaining: 0 })
  expect(limit.take('a').allowed).toBe(false)
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
