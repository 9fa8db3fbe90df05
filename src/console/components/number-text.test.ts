import { expect, test } from 'vitest'
import { readNumber, writeNumber } from './number-text.ts'

test('a number is read in the digits and with the mark of any of our languages', () => {
  expect(['1250', '۱۲۵۰', '١٢٥٠', '1 250', '۱٬۲۵۰', '1,250'].map((text) => readNumber(text, 'en'))).toEqual(
    Array(6).fill(1250),
  )
  expect(['12.5', '12,5', '۱۲٫۵', '-۳', '−3'].map((text) => readNumber(text, 'hu'))).toEqual([12.5, 12.5, 12.5, -3, -3])
  expect(readNumber(' ', 'pl')).toBeNull()
  expect(['twelve', '1.2.3', '1e5', '--1'].map((text) => readNumber(text, 'en'))).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('a number stands in a field in the digits of the language', () => {
  expect(writeNumber(400, 'fa')).toBe('۴۰۰')
  expect(writeNumber(-12.5, 'fa')).toBe('-۱۲٫۵')
  expect(writeNumber(12.5, 'hu')).toBe('12,5')
  expect(writeNumber(null, 'en')).toBe('')
})
