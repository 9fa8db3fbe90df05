import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, type CanonicalEvent, type Project, startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')

const order = (n: number, properties: Record<string, unknown> = {}): CanonicalEvent => ({
  messageId: `m${n}`,
  occurredAt: '2026-02-01T10:00:00Z',
  source: 'test',
  body: {
    type: 'track',
    event: 'Order Completed',
    userId: `u${n}`,
    properties: { order_id: `${n}`, total: 5, ...properties },
  },
})

async function project(workspaceId: string, events: CanonicalEvent[], how: Project = projectCustomers): Promise<void> {
  await appendEvents(db, clock, workspaceId, events)
  const projector = startProjector({
    db,
    ch,
    clock,
    log: silentLog,
    project: how,
    ...factReaders,
  })
  await projector.settle()
  await projector.stop()
}

test('numbers, days and texts that no engine can store hold up nobody', async () => {
  const workspaceId = await newWorkspace(db)
  const odd = [
    order(1, { day: '2026-02-31' }),
    order(2, { day: '0000-01-01' }),
    order(3, { products: [{ price: 1, quantity: 1e12 }] }),
    order(4, {
      products: [
        { price: 1e308, quantity: 1e10 },
        { price: -1e308, quantity: 1e10 },
      ],
    }),
    order(5, { order_id: `${'x'.repeat(255)}😀` }),
    order(6, { total: 1e300 }),
    {
      ...order(7),
      body: {
        type: 'identify' as const,
        userId: 'u7',
        traits: { plan: `${'x'.repeat(255)}😀`, card: 'c'.repeat(9_000), tags: [`${'t'.repeat(127)}😀`] },
      },
    },
  ]
  await project(workspaceId, [...odd, order(8)])
  const [row] = await ch
    .forWorkspace(workspaceId)
    .query<{ n: number }>('SELECT count() AS n FROM events WHERE workspace_id = {workspace_id:UUID}')
  expect(row?.n).toBe(8)
})

test('an event that cannot be projected goes to the dead letters and the others go on', async () => {
  const workspaceId = await newWorkspace(db)
  const picky: Project = (tx, workspace, events) => {
    if (events.some((event) => event.body.userId === 'u13')) throw new RangeError('Too much')
    return projectCustomers(tx, workspace, events)
  }
  await project(
    workspaceId,
    Array.from({ length: 30 }, (_, n) => order(n)),
    picky,
  )
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ letters: number; logged: number; customers: number }>`select
      (select count(*)::int from dead_letters where workspace_id = ${workspaceId} and reason = 'not_projectable') as letters,
      (select count(*)::int from event_log where workspace_id = ${workspaceId}) as logged,
      (select count(*)::int from customers where workspace_id = ${workspaceId}) as customers`.execute(tx),
  )
  expect(found.rows).toEqual([{ letters: 1, logged: 29, customers: 29 }])
})

test('an event that names nobody is set aside too', async () => {
  const workspaceId = await newWorkspace(db)
  const nobody: CanonicalEvent = {
    messageId: 'm1',
    occurredAt: '2026-02-01T10:00:00Z',
    source: 'test',
    body: { type: 'track', event: 'Order Completed', context: { traits: { email: 'none given' } } },
  }
  await project(workspaceId, [nobody, order(2)])
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ letters: number; customers: number }>`select
      (select count(*)::int from dead_letters where workspace_id = ${workspaceId} and reason = 'not_projectable') as letters,
      (select count(*)::int from customers where workspace_id = ${workspaceId}) as customers`.execute(tx),
  )
  expect(found.rows).toEqual([{ letters: 1, customers: 1 }])
})
