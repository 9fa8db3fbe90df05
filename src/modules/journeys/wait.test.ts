import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JourneyDefinition } from '#contract/journeys'
import { bestHour } from './best-hours.ts'
import { nextMoment } from './next-moment.ts'
import { untilWhen } from './wait.ts'
import { walkPast } from './walk-past.ts'

const none = Array.from({ length: 24 }, () => 0)
const now = Temporal.Instant.from('2026-03-02T10:00:00Z')
const traveller = { zone: 'Europe/Budapest', shopZone: 'UTC', run: { runId: 'r', data: {} } }
const until = (node: object, dates = new Map(), hours = new Map()) =>
  untilWhen(now, traveller, node as Parameters<typeof untilWhen>[2], { dates, hours })?.toString()

test('the best hour is where somebody mostly is; few signs of their own lean on what all do', () => {
  const all = none.with(18, 100)
  expect(bestHour(none, all, 8, 21)).toBe(18)
  expect(bestHour(none.with(9, 1), all, 8, 21)).toBe(18)
  expect(bestHour(none.with(9, 10), all, 8, 21)).toBe(9)
  expect(bestHour(none.with(3, 50), none, 8, 21)).toBe(8)
  expect(bestHour(none.with(1, 5), none, 22, 4)).toBe(1)
})

test('a wait ends on a day of the calendar, counted from a date, or each year again, by the clock of the person', () => {
  const day = (of: object) => ({ kind: 'wait_date', id: 'w', next: null, at: '09:00', day: of })
  expect(until(day({ date: '2026-03-10' }))).toBe('2026-03-10T08:00:00Z')
  const trait = { trait: 'renews', days: -3, yearly: false }
  const told = new Map([['r', Temporal.PlainDate.from('2026-04-03')]])
  // The clocks were put forward on 29 March.
  expect(until(day(trait), told)).toBe('2026-03-31T07:00:00Z')
  expect(until(day(trait))).toBeUndefined()
  const leap = new Map([['r', Temporal.PlainDate.from('2024-02-29')]])
  expect(until(day({ ...trait, days: 0, yearly: true }), leap)).toBe('2027-02-28T08:00:00Z')
})

test('a date that came with an event is read as programs write it', () => {
  const day = { property: 'booking.starts_at', days: -1 }
  const from = (startsAt: unknown, of: object = day) =>
    untilWhen(
      now,
      { ...traveller, run: { runId: 'r', data: { booking: { starts_at: startsAt } } } },
      { kind: 'wait_date', id: 'w', next: null, at: '18:00', day: of } as Parameters<typeof untilWhen>[2],
      { dates: new Map(), hours: new Map() },
    )?.toString()
  const moment = Date.parse('2026-03-10T13:30:00Z')
  const theDayBefore = '2026-03-09T17:00:00Z'
  for (const told of ['2026-03-10', '2026-03-10T14:30', '2026-03-10 14:30:00', '2026-03-10T14:30:00+01:00', moment])
    expect(from(told)).toBe(theDayBefore)
  expect(from(moment / 1_000)).toBe(theDayBefore)
  expect(from(String(moment))).toBe(theDayBefore)
  // In Budapest it is the 11th already.
  expect(from('2026-03-10T23:30:00Z')).toBe('2026-03-10T17:00:00Z')
  const twoHours = { property: 'booking.starts_at', seconds: -7_200 }
  // The clocks were put forward that night.
  expect(from('2026-03-29T04:30', twoHours)).toBe('2026-03-29T00:30:00Z')
  expect(from('2026-03-10', twoHours)).toBe('2026-03-10T15:00:00Z')
  for (const none of [undefined, null, '', 'soon', '2026-13-45', 7, true, {}]) expect(from(none)).toBeUndefined()
})

test('who is at their best hour already does not wait', () => {
  const node = { kind: 'wait_best_hour', id: 'w', from: '08:00', until: '21:00', next: null }
  expect(until(node, new Map(), new Map([['r', 11]]))).toBeUndefined()
  expect(until(node, new Map(), new Map([['r', 10]]))).toBe('2026-03-03T09:00:00Z')
})

test('what begins at an hour of each day begins once on every day, in five zones over two years with their clock changes', () => {
  const zones = ['Europe/Budapest', 'Europe/Warsaw', 'Asia/Tehran', 'Europe/Moscow', 'America/New_York']
  const two = (n: number): string => String(n).padStart(2, '0')
  const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 })
  fc.assert(
    fc.property(fc.constantFrom(...zones), minutes, (zone, minute) => {
      const at = `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
      const first = Temporal.PlainDate.from('2026-01-01')
      let moment = first.toZonedDateTime(zone).toInstant().subtract({ nanoseconds: 1 })
      for (let day = 0; day < 731; day++) {
        moment = nextMoment(moment, at, zone, { isAfter: true })
        expect(moment.toZonedDateTimeISO(zone).toPlainDate().toString()).toBe(first.add({ days: day }).toString())
      }
    }),
    { numRuns: 10 },
  )
})

const cart = {
  trigger: { kind: 'event', event: 'Product Added' },
  control: 0,
  goal: { event: 'Order Completed', windowDays: 3, exits: true },
  start: 'hour',
  nodes: [
    { id: 'hour', kind: 'wait', seconds: 3600, next: 'remind' },
    { id: 'remind', kind: 'action', action: 'create_task', params: { title: 'x' }, next: 'day' },
    { id: 'day', kind: 'wait_for', event: 'Product Viewed', seconds: 86400, next: null, otherwise: 'again' },
    { id: 'again', kind: 'action', action: 'create_task', params: { title: 'x' }, next: null },
  ],
  exitOn: [],
} as unknown as JourneyDefinition
const walked = (events: [string, string][], basis: 'past' | 'now' = 'past') => {
  const happened = events.map(([name, at]) => ({ name, at: Temporal.Instant.from(at), properties: {} }))
  const entry = { personId: 'anna', key: '', at: now }
  const setting = { until: now.add({ hours: 48 }), basis }
  const people = { shopZone: 'UTC', zoneOf: () => 'UTC', traits: new Map() }
  const step = walkPast(cart, entry, new Map([['anna', happened]]), people, setting).next()
  if (!step.done) throw new Error('Nothing is asked on this way')
  const { did, ended, goal } = step.value
  return [did.map(({ nodeId }) => nodeId).join(' '), ended, goal]
}

test('the past is walked through as it would have gone: goals and waits by what really happened', () => {
  expect(walked([])).toEqual(['hour remind day again', 'finished', false])
  expect(walked([['Order Completed', '2026-03-02T10:30:00Z']])).toEqual(['hour', 'goal', true])
  expect(walked([['Product Viewed', '2026-03-02T12:00:00Z']])).toEqual(['hour remind day', 'finished', false])
  expect(walked([['Order Completed', '2026-03-02T12:00:00Z']])).toEqual(['hour remind day', 'goal', true])
})
