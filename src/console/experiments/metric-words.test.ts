import { expect, test } from 'vitest'
import { createTranslator, formatMoney, formatNumber, formatPercent } from '#platform/i18n'
import messages from '../../i18n/en/experiments.json' with { type: 'json' }
import { differenceText } from './metric-words.ts'

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
