import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn, dayReader } from './index.ts'

const zones = ['UTC', 'Europe/Budapest', 'Asia/Tehran', 'America/St_Johns', 'Pacific/Apia', 'Africa/Casablanca']
const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms)

test('a reader says the same day as the calendar, in any order of moments', () => {
  const moment = fc.integer({ min: Date.UTC(1960, 0), max: Date.UTC(2100, 0) })
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.array(moment, { maxLength: 50 }), (zone, moments) => {
      const dayOf = dayReader(zone)
      for (const ms of moments) expect(dayOf(ms)).toBe(dayIn(at(ms), zone))
    }),
  )
})

test.each(zones)('around every change of the clocks in %s', (zone) => {
  const dayOf = dayReader(zone)
  let change = at(Date.UTC(2010, 0)).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
  for (let i = 0; change && i < 20; i++, change = change.getTimeZoneTransition('next'))
    for (const around of [-86_400_000, -3_600_000, -1, 0, 1, 3_599_999, 86_400_000]) {
      const ms = change.epochMilliseconds + around
      expect(dayOf(ms)).toBe(dayIn(at(ms), zone))
    }
})
