import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { JourneyDefinition } from '#contract/journeys'
import { appendCustomerEvents } from '#modules/customers'
import { inWorkspace } from '#platform/postgres'
import { entrantsOf } from './bring-in.ts'
import { enterPeople } from './enter-people.ts'
import { readLive } from './journeys.repo.ts'
import { actor, openJourneys, track } from './testing/shop.ts'
import { archiveJourney, pauseJourney, startJourney } from './write-journey.ts'

const { deps, clock, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
afterAll(stop)

type Node = JourneyDefinition['nodes'][number]
const day = 86_400
const message = (id: string, templateId: string, next: string | null = null): Node => ({
  id,
  kind: 'message',
  templateId,
  purpose: 'useful',
  next,
})
const pause = (id: string, seconds: number, next: string | null = null): Node => ({ id, kind: 'wait', seconds, next })
const signedUp = { kind: 'event', event: 'Signed Up' } as const
const open = async () => {
  clock.set('2026-03-02T10:00:00Z')
  return await openShop()
}

/** What became of every message, in the order in which they were queued. */
const states = async (shop: Awaited<ReturnType<typeof open>>): Promise<(string | null)[][]> => {
  const found = await shop.read(
    sql<{ who: string; state: string; reason: string | null }>`select c.external_id as who, m.state, m.reason
      from messages m join customers c using (workspace_id, customer_id) order by m.message_id`,
  )
  return found.rows.map(({ who, state, reason }) => [who, state, reason])
}

test('who reaches the goal, does an exit event or unsubscribes gets nothing of the journey that still waits in the outbox', async () => {
  const shop = await open()
  const hello = await shop.template()
  const receipt = { ...message('receipt', hello, 'hello'), purpose: 'transactional' } as Node
  const goal = { event: 'Order Completed', windowDays: 7, exits: true }
  const exitOn = [{ event: 'Moved Away', keyed: false }]
  await shop.journey({
    trigger: signedUp,
    goal,
    exitOn,
    nodes: [receipt, message('hello', hello, 'wait'), pause('wait', day)],
  })
  // This one is over as soon as its message is queued.
  await shop.journey({ trigger: { kind: 'event', event: 'Asked' }, goal, nodes: [message('hello', hello)] })
  // In the evening: nothing goes out before the morning.
  await shop.send(
    ...['anna', 'béla', 'cili', 'emil'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')),
    track('dóra', 'Asked', '2026-03-02T10:00:00Z'),
  )
  const emil = await shop.read(sql<{ id: string }>`select customer_id as id from customers where external_id = 'emil'`)
  await appendCustomerEvents(deps.db, clock, shop.workspaceId, { kind: 'system' }, [
    { customerId: emil.rows[0]?.id ?? '', event: 'Unsubscribed' },
  ])
  await shop.send(
    track('anna', 'Order Completed', '2026-03-02T10:00:00Z', { order_id: '1' }),
    track('béla', 'Moved Away', '2026-03-02T10:00:00Z'),
    track('dóra', 'Order Completed', '2026-03-02T10:00:00Z', { order_id: '2' }),
  )
  const off = (who: string) => [who, 'suppressed', 'cancelled']
  expect((await states(shop)).toSorted()).toEqual(
    [
      ['anna', 'queued', null],
      off('anna'),
      ['béla', 'queued', null],
      off('béla'),
      ['cili', 'queued', null],
      ['cili', 'queued', null],
      off('dóra'),
      ['emil', 'queued', null],
      off('emil'),
    ].toSorted(),
  )
  const told = await shop.read(
    sql<{ reason: string }>`select body -> 'properties' ->> 'reason' as reason from event_log
      where event = 'Message Suppressed'`,
  )
  expect(told.rows).toEqual(Array.from({ length: 4 }, () => ({ reason: 'cancelled' })))
})

test('what a paused journey has in the outbox waits there; put away, it is called off, also out of the hand of a worker', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({ trigger: signedUp, nodes: [message('hello', hello)] })
  await shop.send(...['anna', 'béla'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  const held = async () =>
    (await shop.read(sql<{ id: string }>`select source_id as id from message_holds where source_kind = 'journey'`)).rows
  await pauseJourney(deps, shop.workspaceId, actor, journeyId)
  expect(await held()).toEqual([{ id: journeyId }])
  await startJourney(deps, shop.workspaceId, actor, journeyId, {})
  expect(await held()).toEqual([])
  await pauseJourney(deps, shop.workspaceId, actor, journeyId)
  await shop.read(sql`update messages set state = 'claimed', fence = 1, lease_until = now() + interval '1 minute'
    where customer_id = (select customer_id from customers where external_id = 'anna')`)
  await archiveJourney(deps, shop.workspaceId, actor, journeyId)
  expect((await states(shop)).toSorted()).toEqual([
    ['anna', 'suppressed', 'cancelled'],
    ['béla', 'suppressed', 'cancelled'],
  ])
  expect(await held()).toEqual([])
})

test('what a worker takes up at the very moment does not go out once its journey is put away', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({ trigger: signedUp, nodes: [message('hello', hello)] })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const [taken, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const worker = inWorkspace(deps.db, shop.workspaceId, async (tx) => {
    await sql`update messages set state = 'claimed', fence = 1, lease_until = now()`.execute(tx)
    taken.resolve()
    await free.promise
  })
  await taken.promise
  await archiveJourney(deps, shop.workspaceId, actor, journeyId)
  free.resolve()
  await worker
  const held = await shop.read(sql<{ id: string }>`select source_id as id from message_holds`)
  expect(held.rows).toEqual([{ id: journeyId }])
})

test('a journey can be put away while a worker takes somebody in', async () => {
  const shop = await open()
  const journeyId = await shop.journey({ trigger: signedUp, nodes: [pause('wait', day)] })
  await shop.send(
    track('anna', 'Signed Up', '2026-03-02T10:00:00Z'),
    track('béla', 'Page Viewed', '2026-03-02T10:00:00Z'),
  )
  const people = await shop.read(
    sql<{ id: string }>`select customer_id as id from customers where external_id = 'béla'`,
  )
  const [taken, free] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  // As whoever follows events does: the runs of those to whom something happened, then the new ones.
  const worker = inWorkspace(deps.db, shop.workspaceId, async (tx) => {
    const [journey] = await readLive(tx, shop.workspaceId)
    await sql`select from journey_runs where journey_id = ${journeyId} for update`.execute(tx)
    taken.resolve()
    await free.promise
    const ids = people.rows.map(({ id }) => id)
    const entrants = await entrantsOf(tx, shop.workspaceId, ids, 'put:test', clock.now())
    if (journey) await enterPeople(deps, tx, shop.workspaceId, journey, entrants)
  })
  await taken.promise
  const away = archiveJourney(deps, shop.workspaceId, actor, journeyId)
  const waiting = async () => (await sql`select from pg_locks where not granted`.execute(deps.db)).rows.length
  await expect.poll(waiting).toBeGreaterThan(0)
  free.resolve()
  await Promise.all([worker, away])
  expect(await shop.runs(journeyId)).toEqual([
    ['anna', '', 'left', 'archived', 'wait'],
    ['béla', '', 'left', 'archived', 'wait'],
  ])
})
