import { expect, test } from 'vitest'
import { loyaltyRules } from '#contract/loyalty'
import { leaveOut } from '../rules/leave-out.ts'
import { scorePurchase } from '../rules/score-purchase.ts'
import { linesOf } from './lines-of.ts'

test('lines of an order can be reckoned with, however odd the shop tells them', () => {
  const products = [
    { sku: 'tea', quantity: 2, price: 4.5 },
    { sku: 'endless', quantity: 'Infinity', price: 1 },
    { sku: 'too many', quantity: 1e300, price: 1 },
    { sku: 'less than none', quantity: -1, price: 1 },
    { sku: 'gold', quantity: 90_000, price: 9e10 },
    { quantity: 1, price: 1 },
    null,
  ]
  const items = linesOf({ products }, 'EUR')
  expect(items.map(({ sku, qty, amountMinor }) => [sku, qty, amountMinor])).toEqual([
    ['tea', 2, 900],
    ['gold', 90_000, undefined],
  ])
  const rules = loyaltyRules.parse({
    earn: ['tea', 'gold', 'endless'].map((sku) => ({ id: sku, points: 1, perItemSku: sku })),
    exclude: { skus: ['gold'] },
  })
  const counted = leaveOut(rules, { items, amountMinor: 1000, basisMinor: 1000 })
  expect(scorePurchase(rules, { event: 'purchase', ...counted }, [], {}).points).toBe(2)
})
