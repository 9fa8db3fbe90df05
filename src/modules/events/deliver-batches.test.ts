import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent } from '#modules/events'
import { newId } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { deliverBatches } from './deliver-batches.ts'
import { projectNextBatch } from './project-batch.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const deps = { db, ch, clock, project: projectCustomers, ...factReaders }

const told = (n: number, event: string, order: number, total: number): CanonicalEvent => ({
  messageId: `m${n}`,
  occurredAt: new Date(Date.UTC(2026, 1, 1, 10, n)).toISOString(),
  source: 'test',
  body: { type: 'track', event, userId: `u${order % 7}`, properties: { order_id: `${order}`, total } },
})

test('many small batches with corrections reach ClickHouse together, and rightly', async () => {
  const workspaceId = await newWorkspace(db)
  const batches = 60
  let events = 0
  for (let i = 0; i < batches; i++) {
    const fix = i % 3 === 2 ? told(2 * i + 1, i % 2 ? 'Order Cancelled' : 'Order Updated', i - 1, 4) : undefined
    const sent = [told(2 * i, 'Order Completed', i, 10), ...(fix ? [fix] : [])]
    await appendEvents(db, clock, workspaceId, sent)
    events += sent.length
    await projectNextBatch(deps, workspaceId)
  }
  expect(await deliverBatches(deps, workspaceId, new Map())).toBe(events)
  expect(await deliverBatches(deps, workspaceId, new Map())).toBe(0)

  await expectBothAgree(workspaceId)
})

test('a delivery that broke off half-way is made whole, sales and traits alike, with batches still to come', async () => {
  const workspaceId = await newWorkspace(db)
  const batches = 120
  for (let i = 0; i < batches; i++) {
    const city = {
      ...told(2 * i + 1, '', i, 0),
      body: { type: 'identify', userId: `u${i % 7}`, traits: { city: `city ${i % 5}` } },
    } as CanonicalEvent
    await appendEvents(db, clock, workspaceId, [told(2 * i, 'Order Completed', i, 10), city])
    await projectNextBatch(deps, workspaceId)
  }
  await inWorkspace(db, workspaceId, async (tx) => {
    // What a crash in the middle leaves: an attempt is noted, some rows are there.
    await sql`update event_batches set attempt = ${newId()} where workspace_id = ${workspaceId} and batch_id <= (
      select min(batch_id) + 9 from event_batches where workspace_id = ${workspaceId})`.execute(tx)
    for await (const page of factReaders.readSaleFacts(tx, workspaceId)) {
      const rows = page.slice(0, 5).map((fact) => ({ workspace_id: workspaceId, ...fact }))
      await ch.insert('sales', rows, { token: newId() })
    }
  })
  while ((await deliverBatches(deps, workspaceId, new Map())) > 0);
  await expectBothAgree(workspaceId)
  const traits = await ch.forWorkspace(workspaceId).query<{ customer: number; value: string }>(
    `SELECT customer, value FROM customer_traits WHERE workspace_id = {workspace_id:UUID} AND trait = 'city'
      GROUP BY customer, value HAVING sum(present) != 0 AND throwIf(sum(present) != 1, 'counted twice') = 0 ORDER BY customer`,
  )
  expect(traits).toEqual(await cities(workspaceId))
})

async function cities(workspaceId: string): Promise<{ customer: number; value: string }[]> {
  const { rows } = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ customer: number; value: string }>`select number as customer, traits ->> 'city' as value from customers
      where workspace_id = ${workspaceId} order by number`.execute(tx),
  )
  return rows
}

/** Orders and money of every customer in ClickHouse are those of PostgreSQL. */
async function expectBothAgree(workspaceId: string): Promise<void> {
  const expected = new Map<number, { orders: number; revenue: number }>()
  await inWorkspace(db, workspaceId, async (tx) => {
    for await (const page of factReaders.readSaleFacts(tx, workspaceId))
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
}
