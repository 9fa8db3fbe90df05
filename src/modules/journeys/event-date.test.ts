import '@hono/zod-openapi'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { type JourneyDefinition, journeyDefinition } from '#contract/journeys'
import { checkDefinition } from './check-definition.ts'
import { simulateJourney } from './simulate.ts'
import { actor, openJourneys, track } from './testing/shop.ts'
import { putIn } from './write-journey.ts'

const { deps, clock, settle, openShop, stop } = await openJourneys('2026-03-02T10:00:00Z')
afterAll(stop)

const booked = { kind: 'event', event: 'Appointment Booked' } as const
const open = async () => {
  clock.set('2026-03-02T10:00:00Z')
  const shop = await openShop({ timeZone: 'Europe/Budapest' })
  return { ...shop, eve: await shop.template(), soon: await shop.template() }
}

/** A reminder at six in the evening before, and another two hours before. */
const reminders = (eve: string, soon: string): Partial<JourneyDefinition> & { trigger: object } => ({
  trigger: booked,
  again: { rule: 'always' },
  key: 'booking_id',
  exitOn: [{ event: 'Appointment Cancelled', keyed: true }],
  nodes: [
    { id: 'day', kind: 'wait_date', day: { property: 'starts_at', days: -1 }, at: '18:00', next: 'eve' },
    { id: 'eve', kind: 'message', templateId: eve, purpose: 'useful', next: 'near' },
    { id: 'near', kind: 'wait_date', day: { property: 'starts_at', seconds: -7_200 }, at: '09:00', next: 'soon' },
    { id: 'soon', kind: 'message', templateId: soon, purpose: 'useful', next: null },
  ],
})

test('whoever booked is reminded the evening before and two hours before; who called it off is not', async () => {
  const shop = await open()
  await shop.journey(reminders(shop.eve, shop.soon))
  const at = '2026-03-02T10:00:00Z'
  await shop.send(
    track('anna', 'Appointment Booked', at, { booking_id: 'a', starts_at: '2026-03-05T13:30:00Z' }),
    // Half past midnight there: the evening before is the same day in London.
    track('béla', 'Appointment Booked', at, { booking_id: 'b', starts_at: '2026-03-05T23:30:00Z' }),
    track('cili', 'Appointment Booked', at, { booking_id: 'c', starts_at: '2026-03-05T13:30:00Z' }),
  )
  await shop.send(track('cili', 'Appointment Cancelled', '2026-03-02T10:00:01Z', { booking_id: 'c' }))
  await shop.at('2026-03-04T16:59:59Z')
  expect(await shop.queued()).toEqual([])
  await shop.at('2026-03-04T17:00:00Z')
  expect(await shop.queued()).toEqual([['anna', shop.eve]])
  await shop.at('2026-03-05T11:30:00Z')
  await shop.at('2026-03-05T17:00:00Z')
  await shop.at('2026-03-05T21:30:00Z')
  expect(await shop.queued()).toEqual([
    ['anna', shop.eve],
    ['anna', shop.soon],
    ['béla', shop.eve],
    ['béla', shop.soon],
  ])
})

test('the date of an event too large to be kept whole is kept', async () => {
  const shop = await open()
  await shop.journey(reminders(shop.eve, shop.soon))
  const large = { booking_id: 'a', starts_at: '2026-03-05T13:30:00Z', note: 'x'.repeat(20_000) }
  await shop.send(track('anna', 'Appointment Booked', '2026-03-02T10:00:00Z', large))
  expect(await shop.queued()).toEqual([])
  await shop.at('2026-03-04T17:00:00Z')
  expect(await shop.queued()).toEqual([['anna', shop.eve]])
})

test('put in by hand, people bring the date along', async () => {
  const shop = await open()
  const { key: _, exitOn: __, ...rest } = reminders(shop.eve, shop.soon)
  const journeyId = await shop.journey({ ...rest, trigger: { kind: 'manual' } })
  await shop.send(track('anna', 'Signed Up', '2026-03-02T10:00:00Z'))
  const found = await shop.read(sql<{ id: string }>`select customer_id as id from customers`)
  const customerIds = found.rows.map(({ id }) => id)
  await putIn(deps, shop.workspaceId, actor, journeyId, { customerIds, data: { starts_at: '2026-03-05' } })
  await settle()
  expect(await shop.queued()).toEqual([])
  await shop.at('2026-03-04T17:00:00Z')
  expect(await shop.queued()).toEqual([['anna', shop.eve]])
})

test('a journey that no event begins has no date of an event', () => {
  const { key: _, exitOn: __, ...rest } = reminders(actor.actorId ?? '', actor.actorId ?? '')
  const check = (trigger: object) =>
    checkDefinition(journeyDefinition.parse({ ...rest, start: 'day', trigger }), deps.actions)
  expect(() => check({ kind: 'segment', segmentId: actor.actorId })).toThrow(/date of the event/)
  expect(() => check({ kind: 'date', trait: 'birthday' })).toThrow(/date of the event/)
  expect(() => check({ kind: 'manual' })).not.toThrow()
})

test('tried on last year, everybody would have waited for the date of their own event', async () => {
  const shop = await open()
  const before = (who: string, starts_at: string) =>
    track(who, 'Appointment Booked', '2026-02-01T10:00:00Z', { booking_id: who, starts_at })
  await shop.send(before('anna', '2026-02-10T13:30:00Z'), before('béla', '2026-02-20'))
  const definition = journeyDefinition.parse({ ...reminders(shop.eve, shop.soon), start: 'day', control: 0 })
  const { runs, examples } = await simulateJourney(deps, shop.workspaceId, definition)
  const did = examples.map((one) => one.did.map(({ nodeId, at }) => `${nodeId} ${at}`))
  expect(runs).toBe(2)
  expect(did).toEqual([
    ['day 2026-02-01T10:00:00Z', 'eve 2026-02-09T17:00:00Z', 'near 2026-02-09T17:00:00Z', 'soon 2026-02-10T11:30:00Z'],
    // Of a day without a time the step says the time.
    ['day 2026-02-01T10:00:00Z', 'eve 2026-02-19T17:00:00Z', 'near 2026-02-19T17:00:00Z', 'soon 2026-02-20T06:00:00Z'],
  ])
})
