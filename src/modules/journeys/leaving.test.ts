import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { JourneyDefinition } from '#contract/journeys'
import { appendCustomerEvents } from '#modules/customers'
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
      where body ->> 'event' = 'Message Suppressed'`,
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
