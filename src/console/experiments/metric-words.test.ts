import { expect, test } from 'vitest'
import { createTranslator, formatMoney, formatNumber, formatPercent } from '#platform/i18n'
import messages from '../../i18n/en/experiments.json' with { type: 'json' }
import { differenceText, rangeText } from './metric-words.ts'

const words = {
  t: createTranslator('en', messages),
  number: (value: number, digits?: number) => formatNumber(value, 'en', digits),
  percent: (value: number, digits?: number) => formatPercent(value, 'en', digits),
  money: (minor: number, currency: string, style?: 'exact' | 'whole') => formatMoney(minor, currency, 'en', style),
}
const orders = { of: 'orders', measure: 'count' } as const
const money = { of: 'orders', measure: 'sum' } as const

test('a difference is told as more or fewer', () => {
  expect(differenceText(words, orders, 31.4, 'EUR')).toBe('31 more orders')
  expect(differenceText(words, orders, -1, 'EUR')).toBe('1 fewer order')
  expect(differenceText(words, money, -40_200, 'EUR')).toBe('€402 less')
})

test('what rounds to nothing is no difference, neither more nor less', () => {
  expect(differenceText(words, orders, 0.4, 'EUR')).toBe('no difference')
  expect(differenceText(words, orders, -0.4, 'EUR')).toBe('no difference')
  expect(differenceText(words, money, 12, 'EUR')).toBe('no difference')
})

test('a range says of what, with a minus where it is fewer', () => {
  const estimate = (low: number, high: number) => ({ value: (low + high) / 2, low, high })
  const booked = { of: 'event' as const, measure: 'did' as const, event: 'Booked', where: [] }
  expect(rangeText(words, orders, estimate(-7.2, 4), 'EUR')).toBe('between −7 and 4 orders')
  expect(rangeText(words, booked, estimate(-0.4, 1), 'EUR')).toBe('between 0 and 1 person')
  expect(rangeText(words, money, estimate(-40_200, 1_000), 'EUR')).toBe('between −€402 and €10')
})
