import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import type { JourneyDefinition } from '#contract/journeys'
import { appendCustomerEvents } from '#modules/customers'
import { openJourneys, track } from './testing/shop.ts'

const { deps, clock, settle, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
afterAll(stop)

type Node = JourneyDefinition['nodes'][number]
const day = 86_400
const begin = '2026-03-02T10:00:00Z'
const message = (id: string, templateId: string): Node => ({
  id,
  kind: 'message',
  templateId,
  purpose: 'useful',
  next: null,
})
const pause = (id: string, seconds: number, next: string | null = null): Node => ({ id, kind: 'wait', seconds, next })
const always = { rule: 'always' } as const
const open = async () => {
  clock.set(begin)
  return await openShop()
}

test('who is on the way begins no second run, but for another key; once at the end they begin again', async () => {
  const shop = await open()
  const nodes = [pause('wait', day)]
  const plain = await shop.journey({ trigger: { kind: 'event', event: 'Booked' }, again: always, nodes })
  const keyed = await shop.journey({ trigger: { kind: 'event', event: 'Booked' }, again: always, key: 'room', nodes })
  await shop.send(track('anna', 'Booked', begin, { room: 1 }), track('anna', 'Booked', begin, { room: 1 }))
  await shop.at('2026-03-02T20:00:00Z')
  await shop.send(
    track('anna', 'Booked', '2026-03-02T20:00:00Z', { room: '1' }),
    track('anna', 'Booked', '2026-03-02T20:00:00Z', { room: 2 }),
    // Without a key there is nothing to tell runs apart by.
    track('anna', 'Booked', '2026-03-02T20:00:00Z'),
  )
  const active = (key: string) => ['anna', key, 'active', null, 'wait']
  const done = (key: string) => ['anna', key, 'finished', null, null]
  expect(await shop.runs(plain)).toEqual([active('')])
  expect(await shop.runs(keyed)).toEqual([active('1'), active('2')])
  await shop.at('2026-03-03T10:00:00Z')
  await shop.send(track('anna', 'Booked', '2026-03-03T10:00:00Z', { room: 1 }))
  expect(await shop.runs(plain)).toEqual([done(''), active('')])
  expect(await shop.runs(keyed)).toEqual([done('1'), active('1'), active('2')])
})

test('a wait for an event of this run ends by one that carries the key and the property, by no other, and by none of before', async () => {
  const shop = await open()
  const [thanks, late] = [await shop.template(), await shop.template()]
  const where = [{ path: 'payment.state', test: { is: 'equal' as const, value: 'done' } }]
  await shop.journey({
    trigger: { kind: 'event', event: 'Booked' },
    again: always,
    key: 'booking',
    nodes: [
      {
        id: 'paid',
        kind: 'wait_for',
        event: 'Paid',
        where,
        keyed: true,
        seconds: day,
        next: 'thanks',
        otherwise: 'late',
      },
      message('thanks', thanks),
      message('late', late),
    ],
  })
  const paid = (who: string, at: string, booking: unknown, state = 'done') =>
    track(who, 'Paid', at, { booking, payment: { state } })
  await shop.send(...['anna', 'béla', 'cili', 'dóri'].map((who) => track(who, 'Booked', begin, { booking: 7 })))
  await shop.at('2026-03-02T11:00:00Z')
  await shop.send(
    paid('anna', '2026-03-02T11:00:00Z', '7'),
    paid('béla', '2026-03-02T11:00:00Z', 7, 'refused'),
    paid('cili', '2026-03-02T11:00:00Z', 8),
    paid('dóri', '2026-03-02T09:59:59Z', 7),
  )
  expect(await shop.queued()).toEqual([['anna', thanks]])
  await shop.at('2026-03-03T10:00:00Z')
  expect((await shop.queued()).toSorted()).toEqual(
    [
      ['anna', thanks],
      ['béla', late],
      ['cili', late],
      ['dóri', late],
    ].toSorted(),
  )
})

test('a circle with waits in it is walked round for longer than one without, until the person leaves the letters', async () => {
  const shop = await open()
  const journeyId = await shop.journey({
    trigger: { kind: 'event', event: 'Signed Up' },
    nodes: [pause('day', 86_399, 'moment'), pause('moment', 1, 'day')],
  })
  await shop.send(track('anna', 'Signed Up', begin))
  for (let step = 1; step <= 60; step++)
    await shop.at(
      Temporal.Instant.from(begin)
        .add({ seconds: Math.ceil(step / 2) * day - (step % 2) })
        .toString(),
    )
  const ends = async () => (await shop.runs(journeyId)).map(([, , status, why]) => [status, why])
  expect(await ends()).toEqual([['active', null]])
  const { rows } = await shop.read(
    sql<{ id: string; steps: number }>`select customer_id as id, steps from journey_runs`,
  )
  expect(rows[0]?.steps).toBe(60)
  const told = { customerId: rows[0]?.id ?? '', event: 'Unsubscribed' }
  await appendCustomerEvents(deps.db, clock, shop.workspaceId, { kind: 'system' }, [told])
  await settle()
  expect(await ends()).toEqual([['left', 'unsubscribed']])
})

test('a visitor who turns out to be somebody while they wait goes on as who they are, once', async () => {
  const shop = await open()
  const hello = await shop.template()
  const journeyId = await shop.journey({
    trigger: { kind: 'event', event: 'Cart Left' },
    nodes: [
      { id: 'order', kind: 'wait_for', event: 'Booked', keyed: false, seconds: day, next: null, otherwise: 'hello' },
      message('hello', hello),
    ],
  })
  const visitor = (anonymousId: string, messageId: string) => ({
    messageId,
    occurredAt: begin,
    source: 'test',
    body: { type: 'track' as const, event: 'Cart Left', anonymousId },
  })
  await shop.send(visitor('one', 'on-the-way-1'), visitor('two', 'on-the-way-2'), track('béla', 'Cart Left', begin))
  await shop.at('2026-03-02T12:00:00Z')
  const is = (userId: string, anonymousId: string) => ({
    messageId: `is-${userId}`,
    occurredAt: '2026-03-02T12:00:00Z',
    source: 'test',
    body: { type: 'identify' as const, userId, anonymousId, traits: {} },
  })
  await shop.send(is('anna', 'one'), is('béla', 'two'))
  await shop.send(track('anna', 'Booked', '2026-03-02T12:00:00Z'))
  await shop.at('2026-03-03T10:00:00Z')
  expect(await shop.queued()).toEqual([['béla', hello]])
  expect((await shop.runs(journeyId)).map(([, , status, why]) => [status, why]).toSorted()).toEqual([
    ['finished', null],
    ['finished', null],
    ['left', 'joined'],
  ])
})
