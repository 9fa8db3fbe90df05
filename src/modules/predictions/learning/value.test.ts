import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intervalOf } from './value.ts'

test('the interval holds what is foretold, of customers who cost more than they bring too', () => {
  const amount = fc.double({ min: -1e7, max: 1e7, noNaN: true })
  const orders = fc.double({ min: 0.01, max: 300, noNaN: true })
  fc.assert(
    fc.property(amount, orders, fc.double({ min: 0, max: 1, noNaN: true }), (money, expected, chance) => {
      const { low, high } = intervalOf(expected, money, { shape: 1.5, spread: 0.7, chance })
      expect(low).toBeLessThanOrEqual(money)
      expect(high).toBeGreaterThanOrEqual(money)
      const turned = intervalOf(expected, -money, { shape: 1.5, spread: 0.7, chance })
      expect(turned.low).toBeCloseTo(-high, 6)
      expect(turned.high).toBeCloseTo(-low, 6)
    }),
  )
})
