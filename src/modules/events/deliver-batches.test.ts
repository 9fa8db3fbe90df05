import { expect, test } from 'vitest'
import { projectCustomers, readRhythmFacts, readSaleFacts, readTraitFacts } from '#modules/customers'
import { appendEvents, type CanonicalEvent } from '#modules/events'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { deliverBatches } from './deliver-batches.ts'
import { projectNextBatch } from './project-batch.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const deps = { db, ch, clock, project: projectCustomers, readRhythmFacts, readSaleFacts, readTraitFacts }

const told = (n: number, event: string, order: number, total: number): CanonicalEvent => ({
  messageId: `m${n}`,
  occurredAt: new Date(Date.UTC(2026, 1, 1, 10, n)).toISOString(),
  source: 'test',
  body: { type: 'track', event, userId: `u${order % 7}`, properties: { order_id: `${order}`, total } },
})

test('many small batches with corrections reach ClickHouse together, and rightly', async () => {
  const workspaceId = await newWorkspace(db)
  const batches = 60
  for (let i = 0; i < batches; i++) {
    const fix = i % 3 === 2 ? told(2 * i + 1, i % 2 ? 'Order Cancelled' : 'Order Updated', i - 1, 4) : undefined
    await appendEvents(db, clock, workspaceId, [told(2 * i, 'Order Completed', i, 10), ...(fix ? [fix] : [])])
    await projectNextBatch(deps, workspaceId)
  }
  expect(await deliverBatches(deps, workspaceId, new Map())).toBe(batches)
  expect(await deliverBatches(deps, workspaceId, new Map())).toBe(0)

  const expected = new Map<number, { orders: number; revenue: number }>()
  await inWorkspace(db, workspaceId, async (tx) => {
    for await (const page of readSaleFacts(tx, workspaceId))
      for (const { customer, orders, revenue } of page) {
        const sum = expected.get(customer) ?? { orders: 0, revenue: 0 }
        expected.set(customer, { orders: sum.orders + orders, revenue: sum.revenue + revenue })
      }
  })
  for (const table of ['sales', 'customer_totals', 'customer_months', 'customer_days']) {
    const rows = await ch.forWorkspace(workspaceId).query<{ customer: number; o: number; r: number }>(
      `SELECT customer, sum(t.orders) AS o, sum(t.revenue) AS r FROM ${table} AS t
        WHERE workspace_id = {workspace_id:UUID} GROUP BY customer`,
    )
    const found = new Map(rows.map(({ customer, o, r }) => [customer, { orders: o, revenue: r }]))
    expect(found, table).toEqual(expected)
  }
})
