import { expect, test } from 'vitest'
import type { CalendarPeriod } from '#contract/segments'
import { readPeriod } from './calendar.ts'

// Saturday, 21 November 2026; 30 Aban 1405.
const now = Date.parse('2026-11-21T08:00:00Z')
const days = (period: CalendarPeriod, calendar?: 'gregorian' | 'jalali'): string => {
  const { from, to } = readPeriod({ period, calendar }, now, 'Asia/Tehran')
  return `${from} ${to}`
}

test('periods of the Gregorian calendar, unless another is asked for', () => {
  expect(days('this_week')).toBe('2026-11-16 2026-11-22')
  expect(days('last_month')).toBe('2026-10-01 2026-10-31')
  expect(days('this_quarter', 'gregorian')).toBe('2026-10-01 2026-12-31')
  expect(days('next_year')).toBe('2027-01-01 2027-12-31')
})

test('periods of the Jalali calendar; its weeks begin on Saturdays', () => {
  expect(days('today', 'jalali')).toBe('2026-11-21 2026-11-21')
  expect(days('this_week', 'jalali')).toBe('2026-11-21 2026-11-27')
  expect(days('last_week', 'jalali')).toBe('2026-11-14 2026-11-20')
  expect(days('this_month', 'jalali')).toBe('2026-10-23 2026-11-21')
  expect(days('last_month', 'jalali')).toBe('2026-09-23 2026-10-22')
  expect(days('this_quarter', 'jalali')).toBe('2026-09-23 2026-12-21')
  expect(days('next_quarter', 'jalali')).toBe('2026-12-22 2027-03-20')
  expect(days('this_year', 'jalali')).toBe('2026-03-21 2027-03-20')
  // 1403 had 30 days in Esfand.
  expect(readPeriod({ period: 'last_month', calendar: 'jalali' }, Date.parse('2025-04-01T00:00:00Z'), 'UTC')).toEqual({
    from: '2025-02-19',
    to: '2025-03-20',
    flipsAt: Date.parse('2025-04-21T00:00:00Z'),
  })
})
