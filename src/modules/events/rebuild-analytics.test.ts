import { expect, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, rebuildAnalytics, startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const deps = {
  db,
  ch,
  clock,
  log: silentLog,
  project: projectCustomers,
  ...factReaders,
}

const orders: CanonicalEvent[] = Array.from({ length: 30 }, (_, n) => ({
  messageId: `m${n}`,
  occurredAt: '2026-02-01T10:00:00Z',
  source: 'test',
  body: { type: 'track', event: 'Order Completed', userId: `u${n % 5}`, properties: { order_id: `${n}`, total: 5 } },
}))

test('a rebuild that broke off half-way is begun again by the next worker', async () => {
  const workspaceId = await newWorkspace(db)
  const count = async () => {
    const rows = await ch.forWorkspace(workspaceId).query<{ events: number; sales: number }>(
      `SELECT (SELECT count() FROM events WHERE workspace_id = {workspace_id:UUID}) AS events,
          (SELECT sum(orders) FROM sales WHERE workspace_id = {workspace_id:UUID}) AS sales`,
    )
    return rows[0]
  }
  await appendEvents(db, clock, workspaceId, orders)
  const first = startProjector(deps)
  await first.settle()
  await first.stop()
  const crash = rebuildAnalytics(deps, workspaceId, () => {
    throw new Error('The process is gone')
  })
  await expect(crash).rejects.toThrow('gone')
  expect(await count()).toEqual({ events: 30, sales: 0 })

  const second = startProjector(deps)
  await expect.poll(count, { timeout: 20_000 }).toEqual({ events: 30, sales: 30 })
  await second.stop()
  expect(await count()).toEqual({ events: 30, sales: 30 })
})
