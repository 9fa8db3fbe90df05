import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loyaltyRules } from '#contract/loyalty'
import { fraction, roundTo, times, whole } from './exact.ts'
import { quoteRedemption } from './quote-redemption.ts'
import { scorePurchase } from './score-purchase.ts'

const cents = fc.integer({ min: 0, max: 10_000_000 })

test('a factor is what it is written as: 1.15 times 100 is 115 under any rounding', () => {
  for (const how of ['floor', 'round', 'ceil'] as const)
    expect(roundTo(times(whole(100), fraction(1.15)), how)).toBe(115)
  expect(fraction(1e-7)).toEqual({ n: 1n, d: 10_000_000n })
})

test('floor, round and ceil lie within one point of each other, and round is the nearer', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (n, d) => {
      const value = { n: BigInt(n), d: BigInt(d) }
      const [floor, round, ceil] = [roundTo(value, 'floor'), roundTo(value, 'round'), roundTo(value, 'ceil')]
      expect([floor, ceil]).toEqual([Math.floor(n / d), Math.ceil(n / d) + 0])
      expect(Math.abs(n / d - round)).toBeLessThanOrEqual(0.5)
      expect(round === floor || round === ceil).toBe(true)
    }),
  )
})

test('carried remainders lose nothing: many purchases earn what one of their sum would', () => {
  const rules = loyaltyRules.parse({ earn: [{ id: 'b', points: 1, perMinor: 5000, carryRemainder: true }] })
  fc.assert(
    fc.property(fc.array(cents, { maxLength: 20 }), (amounts) => {
      let carried: Record<string, number> = {}
      let points = 0
      for (const basisMinor of amounts) {
        const score = scorePurchase(rules, { event: 'purchase', items: [], basisMinor }, [], carried)
        carried = score.carried
        points += score.points
      }
      expect(points).toBe(Math.floor(amounts.reduce((sum, one) => sum + one, 0) / 5000))
    }),
  )
})

test('a discount is of whole steps, and never exceeds the share of the order that points may pay, nor the points there are', () => {
  const redeem = fc.record({
    points: fc.integer({ min: 1, max: 1000 }),
    amountMinor: fc.integer({ min: 1, max: 1000 }),
    maxPercent: fc.integer({ min: 0, max: 100 }),
  })
  fc.assert(
    fc.property(redeem, cents, cents, cents, (rule, asked, available, total) => {
      const { points, discountMinor } = quoteRedemption(rule, asked, available, total)
      expect(points).toBeLessThanOrEqual(Math.min(asked, available))
      expect(discountMinor * 100).toBeLessThanOrEqual(total * rule.maxPercent)
      expect(discountMinor * rule.points).toBe(points * rule.amountMinor)
      expect(points % rule.points).toBe(0)
    }),
  )
})
