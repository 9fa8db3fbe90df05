import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { z } from 'zod'
import type { JourneyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { factReaders, projectCustomers } from '#modules/customers'
import { appendEvents, startProjector } from '#modules/events'
import { readResult } from '#modules/experiments'
import { newId } from '#platform/ids'
import { silentLog } from '#platform/log'
import { type Outbound, signWebhook } from '#platform/outbound'
import { inWorkspace } from '#platform/postgres'
import { defineJourneyJobs } from './call-webhook.ts'
import { getJourney } from './journeys.repo.ts'
import type { JourneyAction } from './journeys-deps.ts'
import { journeysPersonalData } from './personal-data.ts'
import { plannedJourneys } from './planned-journeys.ts'
import { readFlow } from './read-flow.ts'
import { simulateJourney } from './simulate.ts'
import { takeSteps } from './take-steps.ts'
import { actor, identify, openJourneys, track } from './testing/shop.ts'
import { moveJourneys } from './watch-journeys.ts'
import { makeWebhookKey } from './webhook-key.ts'
import { changeJourney, createJourney, pauseJourney, putIn, putSegmentIn, startJourney } from './write-journey.ts'

const { deps, clock, settle, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
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
const always = { rule: 'always' } as const

const open = async (settings: { timeZone?: string } = {}) => {
  clock.set('2026-03-02T10:00:00Z')
  return await openShop(settings)
}

test('who does not reach the segment in time takes the other way, once', async () => {
  const shop = await open()
  const [reached, late] = [await shop.template(), await shop.template()]
  const segmentId = await shop.segment({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  await shop.journey({
    trigger: signedUp,
    nodes: [
      { id: 'wait', kind: 'wait_segment', segmentId, seconds: 7 * day, next: 'reached', otherwise: 'late' },
      message('reached', reached),
      message('late', late),
    ],
  })
  await shop.send(
    track('anna', 'Signed Up', '2026-03-02T10:00:00Z'),
    track('béla', 'Signed Up', '2026-03-02T10:00:00Z'),
  )
  await shop.send(identify('béla', { plan: 'pro' }, '2026-03-02T10:00:00Z'))
  expect(await shop.queued()).toEqual([['béla', reached]])
  await shop.at('2026-03-09T09:59:59Z')
  expect(await shop.queued()).toHaveLength(1)
  await shop.at('2026-03-09T10:00:00Z')
  await shop.at('2026-03-20T10:00:00Z')
  expect(await shop.queued()).toEqual([
    ['béla', reached],
    ['anna', late],
  ])
})

test('of two runs of one person only the one whose key the event carries goes on', async () => {
  const shop = await open()
  const cancelled = await shop.template()
  const journeyId = await shop.journey({
    trigger: { kind: 'event', event: 'Booked' },
    again: always,
    key: 'booking.id',
    nodes: [
      { id: 'wait', kind: 'wait_for', event: 'Cancelled', keyed: true, seconds: day, next: 'sorry', otherwise: null },
      message('sorry', cancelled),
    ],
  })
  const at = '2026-03-02T10:00:00Z'
  // All in one delivery: what is waited for comes before the wait is reached.
  await shop.send(
    track('anna', 'Booked', at, { booking: { id: 'A' } }),
    track('anna', 'Booked', at, { booking: { id: 'B' } }),
    track('anna', 'Cancelled', at, { booking: { id: 'A' } }),
  )
  expect(await shop.queued()).toEqual([['anna', cancelled]])
  expect(await shop.runs(journeyId)).toEqual([
    ['anna', 'A', 'finished', null, null],
    ['anna', 'B', 'active', null, 'wait'],
  ])
})

test('nine in the morning is that of the person, else of the shop, also after the clocks change', async () => {
  const shop = await open({ timeZone: 'America/New_York' })
  const hello = await shop.template()
  await shop.journey({
    trigger: signedUp,
    nodes: [{ id: 'nine', kind: 'wait_until', at: '09:00', zone: 'person', next: 'hello' }, message('hello', hello)],
  })
  await shop.send(
    identify('béla', { timezone: 'europe/budapest' }, '2026-03-02T10:00:00Z'),
    identify('anna', { timezone: 'PST' }, '2026-03-02T10:00:00Z'),
    // What names no zone hides none under another spelling.
    identify('zoé', { timezone: 'home', timeZone: 'Europe/Budapest' }, '2026-03-02T10:00:00Z'),
  )
  await shop.at('2026-03-07T20:00:00Z')
  await shop.send(
    track('anna', 'Signed Up', '2026-03-07T20:00:00Z'),
    track('béla', 'Signed Up', '2026-03-07T20:00:00Z'),
    track('zoé', 'Signed Up', '2026-03-07T20:00:00Z'),
  )
  await shop.at('2026-03-08T07:59:59Z')
  expect(await shop.queued()).toEqual([])
  await shop.at('2026-03-08T08:00:00Z')
  // Both at the same moment, in whatever order.
  expect((await shop.queued()).sort()).toEqual([
    ['béla', hello],
    ['zoé', hello],
  ])
  // New York put its clocks forward at two that night.
  await shop.at('2026-03-08T12:59:59Z')
  expect(await shop.queued()).toHaveLength(2)
  await shop.at('2026-03-08T13:00:00Z')
  expect(await shop.queued()).toHaveLength(3)
})

test('a split sends each person down one way, always the same, and an experiment compares the ways', async () => {
  const shop = await open()
  const templates = [await shop.template(), await shop.template(), await shop.template()]
  const ways = templates.map((_, i) => ({ key: `w${i}`, share: i === 0 ? 34 : 33, next: `m${i}` }))
  const journeyId = await shop.journey({
    trigger: signedUp,
    again: always,
    goal: { event: 'Booked', windowDays: 7, exits: true, value: 'seats' },
    nodes: [{ id: 'split', kind: 'split', ways }, ...templates.map((id, i) => message(`m${i}`, id))],
  })
  const people = Array.from({ length: 60 }, (_, i) => `p${i}`)
  await shop.send(...people.map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  const first = new Map((await shop.queued()).map(([who, template]) => [who, template]))
  expect(first.size).toBe(60)
  expect(new Set(first.values()).size).toBe(3)
  await shop.send(...people.map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  const all = await shop.queued()
  expect(all).toHaveLength(120)
  for (const [who = '', template] of all) expect(template).toBe(first.get(who))
  const { splits } = await inWorkspace(deps.db, shop.workspaceId, (tx) => getJourney(tx, shop.workspaceId, journeyId))
  expect(splits).toEqual([{ nodeId: 'split', experimentId: expect.any(String) }])
  const { rows } = await shop.read(sql<{ who: string; arm: number }>`select c.external_id as who, m.arm
    from experiment_members m join customers c using (workspace_id, customer_id)
    where m.experiment_id = ${splits[0]?.experimentId}`)
  expect(new Map(rows.map(({ who, arm }) => [who, templates[arm]]))).toEqual(first)
  // Everybody's seven days are over.
  await shop.at('2026-03-12T10:00:00Z')
  const { metrics } = await readResult(deps, shop.workspaceId, splits[0]?.experimentId ?? '')
  const asked = metrics.map(({ role, metric }) => [
    role,
    metric.of === 'event' ? metric.event : metric.of,
    metric.measure,
  ])
  expect(asked).toEqual([
    ['goal', 'Booked', 'did'],
    ['visits', 'orders', 'count'],
    ['money', 'orders', 'sum'],
    ['guardrail', 'Booked', 'sum'],
  ])
})

test('beginning again is as the rule says: never, always, or after some days', async () => {
  const shop = await open()
  const templateId = await shop.template()
  const nodes = [message('hello', templateId)]
  const never = await shop.journey({ trigger: signedUp, nodes })
  const each = await shop.journey({ trigger: signedUp, again: always, nodes })
  const weekly = await shop.journey({ trigger: signedUp, again: { rule: 'after_days', days: 7 }, nodes })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  await shop.at('2026-03-05T10:00:00Z')
  await shop.send(track('anna', 'Signed Up', '2026-03-05T10:00:00Z'))
  await shop.at('2026-03-09T10:00:00Z')
  await shop.send(track('anna', 'Signed Up', '2026-03-09T10:00:00Z'))
  const counts = [never, each, weekly].map(async (id) => (await shop.runs(id)).length)
  expect(await Promise.all(counts)).toEqual([1, 3, 2])
})

test('who still belongs to the segment at the end begins again; who does not, stops', async () => {
  const shop = await open()
  const segmentId = await shop.segment({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  const journeyId = await shop.journey({
    trigger: { kind: 'segment', segmentId, on: 'entered', repeats: true },
    again: always,
    nodes: [pause('wait', day)],
  })
  await shop.send(identify('anna', { plan: 'pro' }, '2026-03-02T10:00:00Z'))
  expect(await shop.runs(journeyId)).toEqual([['anna', '', 'active', null, 'wait']])
  await shop.at('2026-03-03T10:00:01Z')
  expect((await shop.runs(journeyId)).map(([, , status]) => status)).toEqual(['finished', 'active'])
  await shop.send(identify('anna', { plan: 'free' }, '2026-03-03T11:00:00Z'))
  await shop.at('2026-03-05T10:00:00Z')
  await shop.at('2026-03-09T10:00:00Z')
  expect((await shop.runs(journeyId)).map(([, , status]) => status)).toEqual(['finished', 'finished'])
})

test('those who belonged to the segment before begin once, if that is wanted', async () => {
  const shop = await open()
  const segmentId = await shop.segment({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  await shop.send(
    identify('anna', { plan: 'pro' }, '2026-03-02T09:00:00Z'),
    identify('béla', { plan: 'pro' }, '2026-03-02T09:00:00Z'),
  )
  await shop.at('2026-03-04T10:00:00Z')
  const trigger = { kind: 'segment', segmentId, on: 'entered', repeats: false } as const
  const nodes = [message('hello', await shop.template())]
  const onlyNew = await shop.journey({ trigger, nodes })
  const everybody = await shop.journey({ trigger, nodes }, true)
  await settle()
  expect(await shop.runs(onlyNew)).toEqual([])
  expect((await shop.runs(everybody)).map(([who]) => who).sort()).toEqual(['anna', 'béla'])
  // Switched off and on again, for everybody again, and an hour later still.
  await pauseJourney(deps, shop.workspaceId, actor, everybody)
  await startJourney(deps, shop.workspaceId, actor, everybody, { backfill: true })
  await shop.at('2026-03-04T11:00:00Z')
  expect(await shop.queued()).toHaveLength(2)
})

test('two branches that lead to each other end the run and hold nobody up', async () => {
  const shop = await open()
  const condition = { kind: 'everyone' } as const
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [
      { id: 'a', kind: 'branch', condition, next: 'b', otherwise: 'b' },
      { id: 'b', kind: 'branch', condition, next: 'a', otherwise: 'a' },
    ],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  expect((await shop.runs(journeyId))[0]?.slice(2, 4)).toEqual(['failed', 'loop'])
})

test('a message that cannot be sent is noted, and the person goes on', async () => {
  const shop = await open()
  const good = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [message('gone', '00000000-0000-7000-8000-00000000dead', 'good'), message('good', good)],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  expect(await shop.queued()).toEqual([['anna', good]])
  const { nodes } = await readFlow(deps, shop.workspaceId, journeyId)
  expect(nodes.find(({ nodeId }) => nodeId === 'gone')?.outcomes).toEqual({ failed: 1 })
})

test('unsubscribing, an exit event and the goal each end a run at once, also within a wait', async () => {
  const shop = await open()
  const later = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [pause('month', 30 * day, 'later'), message('later', later)],
    goal: {
      event: 'Order Completed',
      where: [{ path: 'total', test: { is: 'at_least', value: 10 } }],
      windowDays: 30,
      exits: true,
    },
    exitOn: [{ event: 'Moved Away', keyed: false }],
  })
  const who = ['anna', 'béla', 'csilla', 'dóra']
  await shop.send(...who.map((id) => track(id, 'Signed Up', '2026-03-02T10:00:00Z')))
  await shop.at('2026-03-03T10:00:00Z')
  const { appendCustomerEvents } = await import('#modules/customers')
  const found = await shop.read(
    sql<{ id: string }>`select customer_id as id from customers where external_id = 'csilla'`,
  )
  await appendCustomerEvents(deps.db, clock, shop.workspaceId, { kind: 'system' }, [
    { customerId: found.rows[0]?.id ?? '', event: 'Unsubscribed' },
  ])
  await shop.send(
    track('anna', 'Order Completed', '2026-03-03T10:00:00Z', { total: 12, order_id: '1' }),
    track('béla', 'Moved Away', '2026-03-03T10:00:00Z'),
    // Anybody may send the name; only the program's own word counts.
    track('dóra', 'Unsubscribed', '2026-03-03T10:00:00Z'),
    track('dóra', 'Order Completed', '2026-03-03T10:00:00Z', { total: 9, order_id: '2' }),
  )
  expect(await shop.runs(journeyId)).toEqual([
    ['anna', '', 'left', 'goal', 'month'],
    ['béla', '', 'left', 'event', 'month'],
    ['csilla', '', 'left', 'unsubscribed', 'month'],
    ['dóra', '', 'active', null, 'month'],
  ])
  await shop.at('2026-04-01T10:00:00Z')
  expect(await shop.queued()).toEqual([['dóra', later]])
})

test('of two carts the order of one ends its run alone, where goal and exit ask for the key; else both', async () => {
  const shop = await open()
  const carts = {
    trigger: { kind: 'event', event: 'Product Added' },
    key: 'cart_id',
    again: always,
    nodes: [pause('hour', 3_600)],
  } as const
  const goal = { event: 'Order Completed', windowDays: 3, exits: true }
  const [ofEach, ofAll, exits] = [
    await shop.journey({ ...carts, nodes: [...carts.nodes], goal: { ...goal, keyed: true } }),
    await shop.journey({ ...carts, nodes: [...carts.nodes], goal }),
    await shop.journey({ ...carts, nodes: [...carts.nodes], exitOn: [{ event: 'Order Completed', keyed: true }] }),
  ]
  const at = '2026-03-02T10:00:00Z'
  await shop.send(
    track('anna', 'Product Added', at, { cart_id: 'A' }),
    track('anna', 'Product Added', at, { cart_id: 'B' }),
  )
  await shop.send(track('anna', 'Order Completed', at, { cart_id: 'A', order_id: 'keyed', total: 5 }))
  const stays = ['anna', 'B', 'active', null, 'hour']
  expect(await shop.runs(ofEach)).toEqual([['anna', 'A', 'left', 'goal', 'hour'], stays])
  expect(await shop.runs(exits)).toEqual([['anna', 'A', 'left', 'event', 'hour'], stays])
  expect(await shop.runs(ofAll)).toEqual([
    ['anna', 'A', 'left', 'goal', 'hour'],
    ['anna', 'B', 'left', 'goal', 'hour'],
  ])
  const unkeyed = { trigger: signedUp, nodes: [pause('hour', 3_600)], goal: { ...goal, keyed: true } }
  await expect(shop.journey(unkeyed)).rejects.toMatchObject({ reason: 'journey_key' })
})

test('events that come twice, out of order or from the past begin nothing twice and nothing late', async () => {
  const shop = await open()
  const journeyId = await shop.journey({
    trigger: signedUp,
    again: always,
    nodes: [pause('wait', day)],
    goal: { event: 'Order Completed', windowDays: 5, exits: true },
  })
  const order = track('anna', 'Order Completed', '2026-03-02T09:00:00Z', { order_id: '1' })
  const twice = track('anna', 'Signed Up', '2026-03-02T10:00:00Z')
  await shop.send(twice, order)
  await shop.send(twice, order)
  await shop.send(track('anna', 'Signed Up', '2026-03-02T09:59:00Z'))
  // The order was before it began, and the second sign-up before it was switched on.
  expect(await shop.runs(journeyId)).toEqual([['anna', '', 'active', null, 'wait']])
})

test('what an import brings begins nothing, however new it is, and is the goal of who is on the way', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    again: always,
    nodes: [pause('wait', day, 'hello'), message('hello', hello)],
    goal: { event: 'Order Completed', windowDays: 5, exits: true },
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  clock.set('2026-03-02T12:00:00Z')
  const told = [
    track('béla', 'Signed Up', '2011-05-04T10:00:00Z'),
    track('csilla', 'Signed Up', '2026-03-02T11:59:00Z'),
    track('anna', 'Order Completed', '2011-05-04T10:00:00Z', { order_id: 'old', total: 5 }),
  ]
  await appendEvents(deps.db, clock, shop.workspaceId, told, { importId: newId() })
  await settle()
  expect(await shop.runs(journeyId)).toEqual([['anna', '', 'active', null, 'wait']])
  const order = track('anna', 'Order Completed', '2026-03-02T11:00:00Z', { order_id: 'new', total: 5 })
  await appendEvents(deps.db, clock, shop.workspaceId, [order], { importId: newId() })
  await settle()
  expect(await shop.runs(journeyId)).toEqual([['anna', '', 'left', 'goal', 'wait']])
})

test('a paused journey takes nobody in and moves nobody on; then it goes on where people are', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [pause('wait', day, 'hello'), message('hello', hello)],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  await pauseJourney(deps, shop.workspaceId, actor, journeyId)
  await shop.at('2026-03-04T10:00:00Z')
  await shop.send(track('béla', 'Signed Up', '2026-03-04T10:00:00Z'))
  expect(await moveJourneys(deps)).toBe(false)
  expect(await shop.queued()).toEqual([])
  clock.set('2026-03-04T10:00:01Z')
  await startJourney(deps, shop.workspaceId, actor, journeyId, { backfill: false })
  await settle()
  expect(await shop.queued()).toEqual([['anna', hello]])
  expect(await shop.runs(journeyId)).toHaveLength(1)
})

test('a pause reaches also those whom a worker has in hand: they stay where they are, and nothing is done twice', async () => {
  const shop = await open()
  const calls: string[] = []
  let journeyId = ''
  const call: JourneyAction = {
    name: 'call',
    schema: z.object({}),
    perform: async (_, { runId }) => {
      calls.push(runId)
      if (calls.length === 2) await pauseJourney(deps, shop.workspaceId, actor, journeyId)
    },
  }
  deps.actions.push(call)
  journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [{ id: 'call', kind: 'action', action: 'call', params: {}, next: null }],
  })
  await shop.send(...['a', 'b', 'c', 'd'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  const statuses = async () => (await shop.runs(journeyId)).map(([, , status]) => status)
  expect(calls).toHaveLength(2)
  expect(await statuses()).toEqual(['active', 'active', 'active', 'active'])
  await startJourney(deps, shop.workspaceId, actor, journeyId, { backfill: false })
  await settle()
  expect(new Set(calls).size).toBe(4)
  expect(calls).toHaveLength(4)
  expect(await statuses()).toEqual(['finished', 'finished', 'finished', 'finished'])
})

test('people finish on the version on which they began', async () => {
  const shop = await open()
  const [first, second] = [await shop.template(), await shop.template()]
  const nodesWith = (id: string): Node[] => [pause('wait', day, 'hello'), message('hello', id)]
  const journeyId = await shop.journey({ trigger: signedUp, nodes: nodesWith(first) })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const definition = { trigger: signedUp, control: 0, start: 'wait', nodes: nodesWith(second) }
  await changeJourney(deps, shop.workspaceId, actor, journeyId, { definition: definition as JourneyDefinition })
  await startJourney(deps, shop.workspaceId, actor, journeyId, { backfill: false })
  await shop.send(track('béla', 'Signed Up', '2026-03-02T10:00:00Z'))
  await shop.at('2026-03-03T10:00:00Z')
  expect((await shop.queued()).sort()).toEqual(
    [
      ['anna', first],
      ['béla', second],
    ].sort(),
  )
})

test('who is on the way goes on with the new version where their step is still there, if that is wanted', async () => {
  const shop = await open()
  const [first, second] = [await shop.template(), await shop.template()]
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [pause('wait', day, 'hello'), message('hello', first)],
  })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const nodes = [pause('wait', 9 * day, 'other'), message('other', second)]
  const definition = { trigger: signedUp, control: 0, start: 'wait', nodes } as JourneyDefinition
  await changeJourney(deps, shop.workspaceId, actor, journeyId, { definition })
  await startJourney(deps, shop.workspaceId, actor, journeyId, { moving: 'move' })
  await shop.at('2026-03-03T10:00:00Z')
  // The wait that began keeps its end.
  expect(await shop.queued()).toEqual([['anna', second]])
})

test('where only so many begin in an hour the others wait for their turn, and a goal ends that wait too', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    limit: { people: 2, per: 'hour' },
    goal: { event: 'Order Completed', windowDays: 5, exits: true },
    nodes: [message('hello', hello)],
  })
  await shop.send(...['a', 'b', 'c', 'd'].map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  expect(await shop.queued()).toHaveLength(1)
  await shop.at('2026-03-02T10:30:00Z')
  expect(await shop.queued()).toHaveLength(2)
  const waiting = (await shop.runs(journeyId)).filter(([, , status]) => status === 'active').map(([who]) => who ?? '')
  await shop.send(track(waiting[0] ?? '', 'Order Completed', '2026-03-02T10:40:00Z', { order_id: '1' }))
  await shop.at('2026-03-02T13:00:00Z')
  expect((await shop.queued()).map(([who]) => who)).not.toContain(waiting[0])
  expect(await shop.queued()).toHaveLength(3)
})

test('turns that were missed while nothing ran, or during a pause, are not all taken at once, and come in their order', async () => {
  const shop = await open()
  const journeyId = await shop.journey({
    trigger: signedUp,
    limit: { people: 2, per: 'hour' },
    nodes: [message('hello', await shop.template())],
  })
  const who = async (): Promise<string> => (await shop.queued()).map(([name]) => name).join('')
  await shop.send(...[...'abcdef'].map((name) => track(name, 'Signed Up', '2026-03-02T10:00:00Z')))
  await shop.at('2026-03-02T13:05:00Z')
  expect(await who()).toBe('ab')
  await shop.at('2026-03-02T13:34:59Z')
  expect(await who()).toBe('ab')
  await shop.at('2026-03-02T13:35:00Z')
  expect(await who()).toBe('abc')
  await pauseJourney(deps, shop.workspaceId, actor, journeyId)
  await shop.at('2026-03-02T20:00:00Z')
  await startJourney(deps, shop.workspaceId, actor, journeyId, {})
  await shop.send(track('g', 'Signed Up', '2026-03-02T20:00:00Z'))
  const taken: string[] = []
  for (const time of ['20:00', '20:30', '21:00', '21:30']) {
    await shop.at(`2026-03-02T${time}:00Z`)
    taken.push(await who())
  }
  expect(taken).toEqual(['abcd', 'abcde', 'abcdef', 'abcdefg'])
})

test('a whole segment is put in by hand, again when that is allowed; before that the journey tells what it would have done', async () => {
  const shop = await open()
  const hello = await shop.template()
  const segmentId = await shop.segment({ kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } })
  const told = ['anna', 'béla'].map((who) => identify(who, { plan: 'pro' }, '2026-03-01T09:00:00Z'))
  await shop.send(...told, track('anna', 'Signed Up', '2026-02-01T09:00:00Z'))
  const nodes = [
    message('hello', hello, 'tag'),
    { id: 'tag', kind: 'action', action: 'add_tag', params: { tag: 'told' }, next: null },
  ]
  const written = { control: 0, start: 'hello', nodes, trigger: signedUp } as unknown as JourneyDefinition
  expect(await simulateJourney(deps, shop.workspaceId, written)).toMatchObject({
    basis: 'past',
    runs: 1,
    messages: 1,
    examples: [{ name: 'anna', did: [{ nodeId: 'hello' }, { nodeId: 'tag' }], ended: 'finished' }],
  })
  const journeyId = await shop.journey({ trigger: { kind: 'manual' }, again: always, nodes: nodes as Node[] })
  for (const times of [1, 2]) {
    await putSegmentIn(deps, shop.workspaceId, actor, journeyId, { segmentId })
    await settle()
    expect(await shop.queued()).toHaveLength(2 * times)
  }
  const tags = await shop.read(sql<{ tags: string[] }>`select tags from customers order by external_id`)
  expect(tags.rows.map((row) => row.tags)).toEqual([['told'], ['told']])
})

test('the past is judged by what was known then: orders, traits, and when somebody came into a segment', async () => {
  const shop = await open()
  let orders = 0
  const order = (who: string, at: string) =>
    track(who, 'Order Completed', at, { order_id: `past${orders++}`, total: 20, currency: 'EUR' })
  await shop.send(
    identify('anna', { plan: 'free' }, '2025-11-01T10:00:00Z'),
    track('anna', 'Signed Up', '2025-12-01T10:00:00Z'),
    order('anna', '2025-12-01T10:30:00Z'),
    identify('anna', { plan: 'pro' }, '2026-02-01T11:00:00Z'),
    identify('béla', { plan: 'pro' }, '2025-11-01T10:00:00Z'),
    order('béla', '2025-11-15T10:00:00Z'),
    track('béla', 'Signed Up', '2025-12-01T10:00:00Z'),
    order('cecília', '2026-02-25T10:00:00Z'),
  )
  const tag = (id: string): Node => ({ id, kind: 'action', action: 'add_tag', params: { tag: id }, next: null })
  const branch = (id: string, condition: Condition, next: string, otherwise: string): Node => ({
    id,
    kind: 'branch',
    condition,
    next,
    otherwise,
  })
  const pro: Condition = { kind: 'trait', path: 'plan', test: { is: 'equal', value: 'pro' } }
  const bought: Condition = { kind: 'measure', measure: 'orders', count: { is: 'at_least', than: 1 } }
  const nodes = [
    branch('plan', pro, 'pro', 'bought'),
    branch('bought', bought, 'buyer', 'new'),
    tag('pro'),
    tag('buyer'),
    pause('hour', day / 24, 'later'),
    branch('later', bought, 'buyer', 'never'),
    tag('never'),
    { ...tag('new'), next: 'hour' } as Node,
  ]
  const simulate = async (trigger: JourneyDefinition['trigger'], start: string) =>
    await simulateJourney(deps, shop.workspaceId, { control: 0, start, nodes, trigger } as unknown as JourneyDefinition)
  const waysOf = ({ examples }: Awaited<ReturnType<typeof simulate>>) =>
    examples.map(({ name, did }) => [name, did.map(({ nodeId }) => nodeId).join(' ')]).sort()
  expect(waysOf(await simulate(signedUp, 'plan'))).toEqual([
    ['anna', 'plan bought new hour later buyer'],
    ['béla', 'plan pro'],
  ])
  const segmentId = await shop.segment(pro)
  const entered = await simulate({ kind: 'segment', segmentId, on: 'entered', repeats: false }, 'bought')
  expect(entered).toMatchObject({ basis: 'past', everyDays: 7, runs: 2 })
  expect(waysOf(entered)).toEqual([
    ['anna', 'bought buyer'],
    ['béla', 'bought new hour later never'],
  ])
  const days = entered.examples.map(({ at }) => at.slice(0, 10)).sort()
  expect(days[0] && days[0] > '2025-11-01' && days[0] <= '2025-11-08').toBe(true)
  expect(days[1] && days[1] > '2026-02-01' && days[1] <= '2026-02-08').toBe(true)
})

test('birthdays bring people in on their day, at the hour of the shop, once a year', async () => {
  const shop = await open({ timeZone: 'Europe/Budapest' })
  const journeyId = await shop.journey({
    trigger: { kind: 'date', trait: 'birthday', days: -3, yearly: true, at: '09:00' },
    again: { rule: 'after_days', days: 300 },
    nodes: [message('hello', await shop.template())],
  })
  await shop.send(identify('anna', { birthday: '1990-03-08' }, '2026-03-01T00:00:00Z'))
  await shop.at('2026-03-05T07:59:59Z')
  expect(await shop.runs(journeyId)).toEqual([])
  await shop.at('2026-03-05T08:00:00Z')
  expect(await shop.runs(journeyId)).toHaveLength(1)
  await shop.at('2026-03-06T08:00:00Z')
  await shop.at('2027-03-05T08:00:00Z')
  expect(await shop.runs(journeyId)).toHaveLength(2)
})

test('a part of the people is kept out by chance, gets nothing, and is compared with the rest', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    control: 50,
    nodes: [message('hello', hello)],
    goal: { event: 'Order Completed', windowDays: 7, exits: true },
  })
  const people = Array.from({ length: 40 }, (_, i) => `p${i}`)
  await shop.send(...people.map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')))
  const runs = await shop.runs(journeyId)
  const kept = runs.filter(([, , status]) => status === 'control').map(([who]) => who)
  const sent = (await shop.queued()).map(([who]) => who)
  expect(kept.length).toBeGreaterThan(5)
  expect([...kept, ...sent].sort()).toEqual([...people].sort())
  const entered = await shop.read(sql<{ n: number }>`select count(*)::int as n from experiment_members`)
  expect(entered.rows[0]?.n).toBe(40)
})

test('staff get a task, and a trait is told, as part of the step', async () => {
  const shop = await open()
  await shop.journey({
    trigger: { kind: 'manual' },
    nodes: [
      {
        id: 'call',
        kind: 'action',
        action: 'create_task',
        params: { title: 'Call and ask', dueDays: 2 },
        next: 'mark',
      },
      { id: 'mark', kind: 'action', action: 'set_trait', params: { trait: 'won_back', value: true }, next: null },
    ],
  })
  await shop.send(identify('anna', {}, '2026-03-02T10:00:00Z'))
  const found = await shop.read(
    sql<{
      id: string
      journey: string
    }>`select c.customer_id as id, j.journey_id as journey from customers c, journeys j`,
  )
  const { id = '', journey = '' } = found.rows[0] ?? {}
  const asked = { customerIds: [id], data: {}, requestKey: 'the same request' }
  expect(await putIn(deps, shop.workspaceId, actor, journey, asked)).toEqual({ entered: 1 })
  await settle()
  const told = await shop.read(
    sql`select t.title, t.due_on::text as due, c.traits ->> 'won_back' as trait from tasks t, customers c`,
  )
  expect(told.rows).toEqual([{ title: 'Call and ask', due: '2026-03-04', trait: 'true' }])
  const data = await inWorkspace(deps.db, shop.workspaceId, (tx) =>
    journeysPersonalData.export(tx, shop.workspaceId, [id]),
  )
  expect(data.journeys).toMatchObject([{ status: 'finished', steps: [{ step: 'call' }, { step: 'mark' }] }])
})

test('two workers at once do each step once, and a lease that is over is taken by another', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: signedUp,
    nodes: [message('hello', hello, 'wait'), pause('wait', day)],
  })
  const people = Array.from({ length: 300 }, (_, i) => `p${i}`)
  const { appendEvents } = await import('#modules/events')
  await appendEvents(
    deps.db,
    clock,
    shop.workspaceId,
    people.map((who) => track(who, 'Signed Up', '2026-03-02T10:00:00Z')),
  )
  const projector = startProjector({ ...deps, log: silentLog, project: projectCustomers, ...factReaders })
  await projector.settle()
  await projector.stop()
  // One worker claims some and dies: nobody else touches them before the lease is over by PostgreSQL's clock.
  while ((await shop.runs(journeyId)).length < 300) await moveJourneys(deps)
  await Promise.all(
    [1, 2, 3].map(async () => {
      while (await takeSteps(deps, shop.workspaceId));
    }),
  )
  expect(await shop.queued()).toHaveLength(300)
  clock.set('2026-03-03T10:00:00Z')
  await shop.read(
    sql`update journey_runs set fence = fence + 1, leased_until = clock_timestamp() + interval '45 seconds'`,
  )
  expect(await takeSteps(deps, shop.workspaceId)).toBe(false)
  await shop.read(sql`update journey_runs set leased_until = clock_timestamp() - interval '1 second'`)
  while (await takeSteps(deps, shop.workspaceId));
  expect(new Set((await shop.runs(journeyId)).map(([, , status]) => status))).toEqual(new Set(['finished']))
  const steps = await shop.read(sql<{ n: number }>`select count(*)::int as n from journey_steps`)
  expect(steps.rows[0]?.n).toBe(600)
})

test('what nobody could go through is refused', async () => {
  const shop = await open()
  const write = (definition: object) =>
    createJourney(deps, shop.workspaceId, actor, { name: 'Bad', definition: definition as JourneyDefinition })
  await expect(write({ trigger: signedUp, start: 'there', nodes: [] })).rejects.toMatchObject({
    reason: 'journey_unknown_node',
  })
  await expect(
    write({ trigger: { kind: 'segment', segmentId: '00000000-0000-7000-8000-00000000dead' }, start: null, nodes: [] }),
  ).rejects.toMatchObject({ reason: 'segment_not_found' })
})

test('what follows from an event that people are not to see is marked so as well', async () => {
  const shop = await open()
  await shop.journey({ trigger: signedUp, nodes: [message('hello', await shop.template())] })
  const seen = track('anna', 'Signed Up', '2026-03-02T10:00:00Z', { plan: 'pro' })
  await shop.send({ ...seen, body: { ...seen.body, context: { hidden: true } } })
  const { rows } = await shop.read(sql<{ data: object }>`select data from messages`)
  expect(rows).toEqual([{ data: { plan: 'pro', $hidden: true } }])
})

test('a message step may name its channel; calls of webhook steps carry the signature of the key, for a day of the one before too', async () => {
  const shop = await open()
  const calls: { headers: Record<string, string>; body: string }[] = []
  let call: ((payload: unknown) => Promise<unknown>) | undefined
  const keys = { db: deps.db, clock, secret: 'a secret of at least 32 characters' }
  let status = 204
  const outbound: Outbound = async (_, { headers = {}, body = '' }) => {
    calls.push({ headers, body: String(body) })
    return { status, headers: {}, body: '' }
  }
  await defineJourneyJobs(
    { ...keys, log: silentLog, outbound },
    {
      enqueue: deps.jobs.enqueue,
      define: async (name, schema, work) => {
        await deps.jobs.define(name, schema, work)
        call = async (payload) => work(schema.parse(payload), { jobId: 'one', signal: new AbortController().signal })
      },
    },
  )
  const templateId = await shop.template()
  const url = 'https://receiver.example/hook'
  const nodes: Node[] = [
    { id: 'text', kind: 'message', templateId, purpose: 'useful', channel: 'sms', next: 'call' },
    { id: 'call', kind: 'action', action: 'webhook', params: { url }, next: null },
  ]
  const journeyId = await shop.journey({ trigger: signedUp, nodes })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const { rows } = await shop.read(sql<{ wanted: string }>`select wanted_channel as wanted from messages`)
  expect(rows).toEqual([{ wanted: 'sms' }])
  const queued = await sql<{
    data: Record<string, unknown>
  }>`select data from pgboss.job where name = 'journeys.webhook'`.execute(deps.db)
  const payload = queued.rows[0]?.data
  expect(payload).toMatchObject({ workspaceId: shop.workspaceId, url, body: { type: 'journey.step' } })

  await call?.(payload)
  const old = await makeWebhookKey(keys, shop.workspaceId, actor)
  await call?.(payload)
  const { key } = await makeWebhookKey(keys, shop.workspaceId, actor)
  await call?.(payload)
  clock.set('2026-03-03T10:00:01Z')
  await call?.(payload)
  const expected = ({ headers, body }: (typeof calls)[number], ...with_: string[]) =>
    with_.map((one) => signWebhook(one, String(payload?.id), headers['webhook-timestamp'] ?? '', body)).join(' ')
  const [unsigned, first, both, later] = calls
  expect(unsigned?.headers['webhook-signature']).toBeUndefined()
  if (!first || !both || !later) throw new Error('not called')
  expect(first.headers['webhook-signature']).toBe(expected(first, old.key))
  expect(both.headers['webhook-signature']).toBe(expected(both, key, old.key))
  expect(later.headers['webhook-signature']).toBe(expected(later, key))

  // Who fails is called again as Standard Webhooks says; who is gone is called by nobody, until the journey is switched on anew.
  const planned = async () => {
    const { rows: jobs } = await sql<{
      tries: number
      seconds: number
    }>`select coalesce((data ->> 'tries')::int, 0) as tries,
        round(extract(epoch from start_after - created_on))::int as seconds
      from pgboss.job where name = 'journeys.webhook' order by 1`.execute(deps.db)
    return jobs.map(({ tries, seconds }) => [tries, seconds])
  }
  status = 500
  await call?.(payload)
  await call?.({ ...payload, tries: 1 })
  await call?.({ ...payload, tries: 9 })
  expect(await planned()).toEqual([
    [0, 0],
    [1, 5],
    [2, 300],
  ])
  status = 410
  await call?.(payload)
  const called = calls.length
  await call?.(payload)
  expect(calls).toHaveLength(called)
  await shop.send(track('béla', 'Signed Up', '2026-03-03T10:00:00Z'))
  const outcomes = async () =>
    (await readFlow(deps, shop.workspaceId, journeyId)).nodes.find(({ nodeId }) => nodeId === 'call')?.outcomes
  expect(await outcomes()).toEqual({ done: 1, failed: 1 })
  await startJourney(deps, shop.workspaceId, actor, journeyId, {})
  await shop.send(track('cecília', 'Signed Up', '2026-03-03T10:00:00Z'))
  expect(await outcomes()).toEqual({ done: 2, failed: 1 })
})

test('the calendar knows what journeys will send: to who waits, whose day it is, and whom a schedule finds', async () => {
  const shop = await open({ timeZone: 'Europe/Budapest' })
  const template = await shop.template()
  const again: Node = { id: 'again', kind: 'wait', seconds: 3 * day, next: 'third' }
  await shop.journey({
    trigger: signedUp,
    nodes: [pause('two', 2 * day, 'second'), message('second', template, 'again'), again, message('third', template)],
  })
  const birthday = await shop.journey({
    trigger: { kind: 'date', trait: 'birthday', days: -1, yearly: true, at: '09:00' },
    nodes: [
      {
        ...{ id: 'split', kind: 'split' },
        ways: [
          { key: 'a', share: 50, next: 'mail' },
          { key: 'b', share: 50, next: null },
        ],
      },
      message('mail', template),
    ],
  })
  const at = '2026-03-02T10:00:00Z'
  await shop.send(
    track('anna', 'Signed Up', at),
    ...['béla', 'cili'].map((who) => identify(who, { birthday: '1990-03-06' }, at)),
    identify('dóri', { birthday: '1990-04-06' }, at),
  )
  const weekly: Condition = { kind: 'trait', path: 'birthday', test: { is: 'known' } }
  await shop.journey({
    trigger: { kind: 'schedule', at: '08:00', weekdays: [7], condition: weekly },
    nodes: [message('news', template)],
  })
  const planned = await plannedJourneys(deps)(
    shop.workspaceId,
    Temporal.Instant.from('2026-03-02T00:00:00Z'),
    Temporal.Instant.from('2026-03-09T00:00:00Z'),
  )
  const told = planned.map((one) => [one.at.toString(), one.people, one.who !== undefined]).sort()
  expect(told).toEqual([
    ['2026-03-04T10:00:00Z', 1, true],
    ['2026-03-05T08:00:00Z', 1, false],
    ['2026-03-07T10:00:00Z', 1, true],
    ['2026-03-08T07:00:00Z', 3, false],
  ])
  await pauseJourney(deps, shop.workspaceId, actor, birthday)
  const now = clock.now()
  expect(await plannedJourneys(deps)(shop.workspaceId, now, now.add({ hours: 24 * 4 }))).toHaveLength(1)
})
