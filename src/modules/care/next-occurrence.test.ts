import { expect, test } from 'vitest'
import { nextOccurrence } from './next-occurrence.ts'

test('a date falls today, later this year or next year', () => {
  const date = { month: 11, day: 22, year: 1990 }
  expect(nextOccurrence(date, '2026-11-22')).toEqual({ nextOn: '2026-11-22', inDays: 0, turns: 36 })
  expect(nextOccurrence(date, '2026-11-01')).toEqual({ nextOn: '2026-11-22', inDays: 21, turns: 36 })
  expect(nextOccurrence(date, '2026-11-23')).toEqual({ nextOn: '2027-11-22', inDays: 364, turns: 37 })
})

test('the 29th of February falls on the 28th in years that have no such day', () => {
  const date = { month: 2, day: 29, year: null }
  expect(nextOccurrence(date, '2027-01-01')).toMatchObject({ nextOn: '2027-02-28', turns: null })
  expect(nextOccurrence(date, '2028-01-01')).toMatchObject({ nextOn: '2028-02-29' })
  expect(nextOccurrence(date, '2027-03-01')).toMatchObject({ nextOn: '2028-02-29', inDays: 365 })
})

test('who is not born yet turns nothing', () => {
  expect(nextOccurrence({ month: 5, day: 1, year: 2030 }, '2026-11-22').turns).toBeNull()
})
