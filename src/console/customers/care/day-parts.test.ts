import { expect, test } from 'vitest'
import { isoOf, monthNames, partsOf } from './day-parts.ts'

const today = '2026-11-22'

test('a day goes to its parts and back in both calendars', () => {
  expect(partsOf('2026-11-22', 'jalali')).toEqual({ year: 1405, month: 9, day: 1 })
  expect(isoOf({ year: 1405, month: 9, day: 1 }, 'jalali', today)).toBe('2026-11-22')
  expect(partsOf('2026-11-22', 'gregorian')).toEqual({ year: 2026, month: 11, day: 22 })
  expect(isoOf({ year: 2026, month: 11, day: 22 }, 'gregorian', today)).toBe('2026-11-22')
})

test('without a year the present one stands in, and there is no 30th of February', () => {
  expect(isoOf({ year: null, month: 1, day: 1 }, 'jalali', today)).toBe('2026-03-21')
  expect(isoOf({ year: null, month: 2, day: 30 }, 'gregorian', today)).toBeUndefined()
})

test('months have the names of their calendar', () => {
  expect(monthNames('fa', 'jalali')[8]).toBe('آذر')
  expect(monthNames('hu', 'gregorian')[10]).toBe('november')
})
