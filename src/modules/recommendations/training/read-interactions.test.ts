import { expect, test } from 'vitest'
import { newId } from '#platform/ids'
import { testClickhouse } from '#testing'
import { readInteractions, sampleOf } from './read-interactions.ts'

const ch = testClickhouse()

test('where orders have so many lines that not all can be read, those of some people are read whole', async () => {
  const workspaceId = newId()
  const day = '2026-02-01T10:00:00.000'
  const rows = Array.from({ length: 200 }, (_, i) => ({
    workspace_id: workspaceId,
    customer_id: newId(),
    occurred_at: day,
    position: i,
    event: 'Order Completed',
    source: 'api',
    import_id: null,
    properties: JSON.stringify({ order_id: `o${i}`, products: ['a', 'b', 'c'].map((product_id) => ({ product_id })) }),
  }))
  await ch.insert('events', rows, { token: newId() })
  const until = Temporal.Instant.from('2026-03-01T00:00:00Z')
  const read = (atMost: number) =>
    readInteractions(ch, workspaceId, { until, signal: new AbortController().signal, atMost })
  expect(await read(600)).toMatchObject({ users: 200, sampledEvery: 1 })
  const some = await read(400)
  expect(some.sampledEvery).toBeGreaterThan(1)
  expect(some.bought.user).toHaveLength(3 * some.users)
  expect(some.users).toBeGreaterThan(20)
  expect(some.users).toBeLessThan(134)
})

test.each([
  ['a small shop is read whole', { orders: 900, views: 40_000 }, { orders: 1, views: 1 }],
  [
    'much looked at, seldom bought from: every order teaches',
    { orders: 5_000, views: 20_000_000 },
    { orders: 1, views: 100 },
  ],
  [
    'a shop of many orders: a share of its people, their views with them',
    { orders: 1_000_000, views: 900_000 },
    { orders: 5, views: 5 },
  ],
  [
    'many of both: a part of those whose orders are read',
    { orders: 1_000_000, views: 90_000_000 },
    { orders: 5, views: 450 },
  ],
])('%s', (_, told, every) => {
  expect(sampleOf(told)).toEqual(every)
})
