import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { appendEvents, type CanonicalEvent, startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { factReaders, projectCustomers } from './index.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')

let next = 0
function event(body: CanonicalEvent['body'], occurredAt = '2026-02-01T10:00:00Z'): CanonicalEvent {
  return { messageId: `m${next++}`, occurredAt, source: 'test', body }
}

async function project(workspaceId: string, events: CanonicalEvent[]): Promise<void> {
  await appendEvents(db, clock, workspaceId, events)
  const projector = startProjector({
    db,
    ch,
    clock,
    log: silentLog,
    project: projectCustomers,
    ...factReaders,
  })
  await projector.settle()
  await projector.stop()
}

const order = (userId: string, id: string, total: number, at: string): CanonicalEvent =>
  event({ type: 'track', event: 'Order Completed', userId, properties: { order_id: id, total, currency: 'EUR' } }, at)

async function measuresOf(
  workspaceId: string,
): Promise<{ external_id: string; orders: number; visits: number; revenue_minor: number }[]> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{
      external_id: string
      orders: number
      visits: number
      revenue_minor: number
    }>`select external_id, orders, visits, revenue_minor
      from customers join customer_measures using (workspace_id, customer_id) where merged_into is null order by external_id`.execute(
      tx,
    ),
  )
  return found.rows
}

async function salesOf(workspaceId: string): Promise<{ orders: number; revenue: number; customers: number }> {
  const [row] = await ch
    .forWorkspace(workspaceId)
    .query<{ orders: number; revenue: number; customers: number }>(
      'SELECT sum(t.orders) AS orders, sum(t.revenue) AS revenue, uniqExactIf(customer, t.orders > 0) AS customers FROM customer_totals AS t WHERE workspace_id = {workspace_id:UUID}',
    )
  return row ?? { orders: 0, revenue: 0, customers: 0 }
}

test('an order reaches the customer and both engines', async () => {
  const workspaceId = await newWorkspace(db)
  await project(workspaceId, [
    order('anna', '1', 12.5, '2026-01-01T10:00:00Z'),
    order('anna', '2', 7.5, '2026-01-08T10:00:00Z'),
  ])
  expect(await measuresOf(workspaceId)).toEqual([{ external_id: 'anna', orders: 2, visits: 2, revenue_minor: 2000 }])
  expect(await salesOf(workspaceId)).toEqual({ orders: 2, revenue: 2000, customers: 1 })
})

test('an order told twice counts once, with the worth of the newest event', async () => {
  const workspaceId = await newWorkspace(db)
  await project(workspaceId, [order('anna', '1', 30, '2026-01-02T10:00:00Z')])
  await project(workspaceId, [order('anna', '1', 10, '2026-01-01T10:00:00Z')])
  expect(await measuresOf(workspaceId)).toEqual([{ external_id: 'anna', orders: 1, visits: 1, revenue_minor: 3000 }])
  expect(await salesOf(workspaceId)).toEqual({ orders: 1, revenue: 3000, customers: 1 })
})

test('a cancelled order is taken back in both engines', async () => {
  const workspaceId = await newWorkspace(db)
  await project(workspaceId, [
    order('anna', '1', 30, '2026-01-02T10:00:00Z'),
    order('anna', '2', 5, '2026-01-03T10:00:00Z'),
  ])
  await project(workspaceId, [
    event(
      { type: 'track', event: 'Order Cancelled', userId: 'anna', properties: { order_id: '1' } },
      '2026-01-04T10:00:00Z',
    ),
  ])
  expect(await measuresOf(workspaceId)).toEqual([{ external_id: 'anna', orders: 1, visits: 1, revenue_minor: 500 }])
  expect(await salesOf(workspaceId)).toEqual({ orders: 1, revenue: 500, customers: 1 })
})

test('what an anonymous visitor bought belongs to who signs in later', async () => {
  const workspaceId = await newWorkspace(db)
  await project(workspaceId, [
    event({ type: 'track', event: 'Order Completed', anonymousId: 'device', properties: { order_id: '1', total: 4 } }),
  ])
  await project(workspaceId, [
    event({ type: 'identify', userId: 'anna', anonymousId: 'device', traits: { name: 'Anna' } }),
  ])
  expect(await measuresOf(workspaceId)).toEqual([{ external_id: 'anna', orders: 1, visits: 1, revenue_minor: 400 }])
  expect(await salesOf(workspaceId)).toEqual({ orders: 1, revenue: 400, customers: 1 })
})

test('two accounts that share a device stay two people', async () => {
  const workspaceId = await newWorkspace(db)
  await project(workspaceId, [
    event({ type: 'identify', userId: 'anna', anonymousId: 'device', traits: {} }),
    event({ type: 'identify', userId: 'bela', anonymousId: 'device', traits: {} }),
  ])
  expect((await measuresOf(workspaceId)).map((row) => row.external_id)).toEqual(['anna', 'bela'])
})
