import { expect, test } from 'vitest'
import { addMonths, monthWeeks, readDate, writeDate } from './date-text.ts'

test('a date is written and read as people of the language do, in the calendar they chose', () => {
  expect(writeDate('2026-11-21', 'fa', 'jalali')).toBe('۱۴۰۵/۰۸/۳۰')
  expect(readDate('۱۴۰۵/۸/۳۰', 'fa', 'jalali')).toBe('2026-11-21')
  expect(writeDate('2026-11-21', 'hu', 'gregorian')).toBe('2026.11.21')
  expect(readDate('2026. 11. 21.', 'hu', 'gregorian')).toBe('2026-11-21')
  expect(readDate('21-11-2026', 'pl', 'gregorian')).toBe('2026-11-21')
  expect(readDate('30/08/1405', 'en', 'jalali')).toBe('2026-11-21')
  expect(readDate('2026-11-21', 'en', 'gregorian')).toBe('2026-11-21')
})

test('what is no day is none', () => {
  for (const text of ['', '31.02.2026', '1.1.26', 'soon', '12 May 2026']) {
    expect(readDate(text, 'pl', 'gregorian')).toBeUndefined()
  }
})

test('a month stands in weeks that begin where the reader’s do', () => {
  const [gregorian] = monthWeeks('2026-11-21', 'gregorian', 1)
  expect(gregorian?.indexOf('2026-11-01')).toBe(6)
  const jalali = monthWeeks('2026-11-21', 'jalali', 6)
  expect(jalali[0]?.indexOf('2026-10-23')).toBe(6)
  expect(jalali.flat().filter((day) => day !== undefined)).toHaveLength(30)
})

test('a month later is the same day, or the last there is', () => {
  expect(addMonths('2026-01-31', 1, 'gregorian')).toBe('2026-02-28')
  expect(addMonths('2026-12-15', 1, 'gregorian')).toBe('2027-01-15')
  expect(writeDate(addMonths('2026-09-22', 1, 'jalali'), 'en', 'jalali')).toBe('30/07/1405')
})
