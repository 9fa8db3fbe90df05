import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { appendEvents, type CanonicalEvent, type EventBody, startProjector } from '#modules/events'
import { silentLog } from '#platform/log'
import { inWorkspace } from '#platform/postgres'
import { fakeClock, newWorkspace, testClickhouse, testDb } from '#testing'
import { appendCustomerEvents, customerFamily, factReaders, projectCustomers } from './index.ts'

const { db } = await testDb()
const ch = testClickhouse()
const clock = fakeClock('2026-03-01T12:00:00Z')
const system = { kind: 'system' } as const

async function settle(): Promise<void> {
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

let next = 0
async function tell(workspaceId: string, ...bodies: EventBody[]): Promise<void> {
  const events = bodies.map(
    (body): CanonicalEvent => ({
      messageId: `m${next++}`,
      occurredAt: '2026-02-01T10:00:00Z',
      source: 'test',
      body,
    }),
  )
  await appendEvents(db, clock, workspaceId, events)
  await settle()
}

type Row = {
  id: string
  externalId: string
  traits: Record<string, unknown>
  lastSeenAt: string
  mergedInto: string | null
}

async function people(workspaceId: string): Promise<Map<string, Row>> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<Row>`select customer_id as id, coalesce(external_id, email, 'nobody') as "externalId", traits, merged_into as "mergedInto",
      to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD') as "lastSeenAt" from customers order by number`.execute(
      tx,
    ),
  )
  return new Map(found.rows.map((row) => [row.externalId, row]))
}

async function timelineOf(workspaceId: string, customerId: string): Promise<string[]> {
  const ids = await inWorkspace(db, workspaceId, (tx) => customerFamily(tx, workspaceId, customerId))
  const rows = await ch
    .forWorkspace(workspaceId)
    .query<{ event: string }>(
      'SELECT event FROM events WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} ORDER BY position',
      { ids },
    )
  return rows.map((row) => row.event)
}

test('what the program tells of a customer is theirs, and is no visit', async () => {
  const workspaceId = await newWorkspace(db)
  await tell(workspaceId, { type: 'identify', userId: 'anna', traits: { name: 'Anna' } })
  const id = (await people(workspaceId)).get('anna')?.id ?? ''
  await appendCustomerEvents(db, clock, workspaceId, system, [
    { customerId: id, event: 'Note Added', properties: { note_id: 'n1' } },
    { customerId: id, traits: { size: 'M' } },
  ])
  await settle()
  const anna = (await people(workspaceId)).get('anna')
  expect(anna?.traits).toEqual({ name: 'Anna', size: 'M' })
  expect(anna?.lastSeenAt).toBe('2026-02-01')
  expect(await timelineOf(workspaceId, id)).toEqual(['Identified', 'Note Added', 'Identified'])
})

test('it follows a join, and joins nobody by itself', async () => {
  const workspaceId = await newWorkspace(db)
  await tell(workspaceId, { type: 'track', event: 'Visited', anonymousId: 'device' })
  const device = (await people(workspaceId)).get('nobody')?.id ?? ''
  await tell(workspaceId, { type: 'identify', userId: 'anna', anonymousId: 'device' })
  await tell(workspaceId, { type: 'identify', anonymousId: 'other', traits: { email: 'bela@corner.example' } })
  await appendCustomerEvents(db, clock, workspaceId, system, [
    { customerId: device, traits: { email: 'bela@corner.example', phone: '+36301234567' } },
  ])
  await settle()
  const found = await people(workspaceId)
  expect(found.get('anna')?.traits).toEqual({ email: 'bela@corner.example', phone: '+36301234567' })
  expect(found.get('bela@corner.example')?.mergedInto).toBeNull()
  expect(await timelineOf(workspaceId, device)).toEqual(['Visited', 'Identified', 'Identified'])
})

test('an event of somebody who is gone by then keeps nothing of what it said', async () => {
  const workspaceId = await newWorkspace(db)
  await appendCustomerEvents(db, clock, workspaceId, system, [
    { customerId: '019a0000-0000-7000-8000-000000000000', event: 'Note Added', properties: { text: 'secret' } },
  ])
  await settle()
  expect(await people(workspaceId)).toEqual(new Map())
  const log = await inWorkspace(db, workspaceId, (tx) => sql<{ body: unknown }>`select body from event_log`.execute(tx))
  expect(JSON.stringify(log.rows)).not.toContain('secret')
})

test("another workspace's customer cannot be reached", async () => {
  const mine = await newWorkspace(db)
  const theirs = await newWorkspace(db)
  await tell(theirs, { type: 'identify', userId: 'anna', traits: { name: 'Anna' } })
  const id = (await people(theirs)).get('anna')?.id ?? ''
  await appendCustomerEvents(db, clock, mine, system, [{ customerId: id, traits: { name: 'Mallory' } }])
  await settle()
  expect((await people(theirs)).get('anna')?.traits).toEqual({ name: 'Anna' })
  await expect(inWorkspace(db, mine, (tx) => customerFamily(tx, mine, id))).rejects.toMatchObject({
    reason: 'customer_not_found',
  })
})
