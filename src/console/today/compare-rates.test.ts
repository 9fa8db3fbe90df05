import { expect, test } from 'vitest'
import { compareRates } from './compare-rates.ts'

test('a rate is compared in percentage points, and more is better', () => {
  expect(compareRates(45.6, 38.6)).toMatchObject({ direction: 'up', tone: 'good' })
  expect(compareRates(45.6, 38.6)?.points).toBeCloseTo(7)
  expect(compareRates(30, 38.6)).toMatchObject({ direction: 'down', tone: 'bad' })
})

test('a difference nobody would see is none', () => {
  expect(compareRates(45.62, 45.6)).toEqual({ points: 0, direction: 'same', tone: undefined })
})

test('without a rate on both sides there is no comparison, though nought is a rate', () => {
  expect(compareRates(null, 45)).toBeUndefined()
  expect(compareRates(45, null)).toBeUndefined()
  expect(compareRates(0, 10)).toMatchObject({ direction: 'down' })
})
