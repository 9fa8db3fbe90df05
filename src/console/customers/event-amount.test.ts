import { expect, test } from 'vitest'
import { eventAmount, numberOf } from './event-amount.ts'

test('an order is worth its total, in the currency it names', () => {
  expect(eventAmount('Order Completed', { total: 12.5, revenue: 11, currency: 'eur' }, 'GBP')).toEqual({
    major: 12.5,
    currency: 'EUR',
  })
  expect(eventAmount('Order Completed', { revenue: '11.20' }, 'GBP')).toEqual({ major: 11.2, currency: 'GBP' })
})

test('a refund counts against, however its sign was written', () => {
  expect(eventAmount('Order Refunded', { amount: 5 }, 'GBP')?.major).toBe(-5)
  expect(eventAmount('Order Refunded', { amount: -5 }, 'GBP')?.major).toBe(-5)
})

test('without a number or a currency there is no amount', () => {
  expect(eventAmount('Order Completed', { total: 'free' }, 'GBP')).toBeUndefined()
  expect(eventAmount('Product Viewed', {}, 'GBP')).toBeUndefined()
  expect(eventAmount('Order Completed', { total: 1, currency: 'POINTS' }, 'GBP')).toEqual({ major: 1, currency: 'GBP' })
  expect(eventAmount('Order Completed', { total: 1 }, '')).toBeUndefined()
})

test('an empty field is not nought', () => {
  expect(numberOf('')).toBeUndefined()
  expect(numberOf(' ')).toBeUndefined()
  expect(numberOf('0')).toBe(0)
  expect(numberOf(Number.POSITIVE_INFINITY)).toBeUndefined()
})
