import { describe, expect, test } from 'vitest'
import { linesOf } from '../following/lines-of.ts'
import { leaveOut } from './leave-out.ts'

const item = { sku: 'a', qty: 1, amountMinor: 1000 }

describe('what never earns', () => {
  const exclude = {
    skus: ['stamp'],
    categories: ['Tobacco'],
    brands: ['Acme'],
    giftCards: true,
    discounted: true,
  }

  test('a line is left out by what it is, with its share of what was taken off the whole order', () => {
    const basket = {
      items: [
        item,
        { ...item, sku: 'stamp' },
        { ...item, sku: 'b', category: 'tobacco > Pipes' },
        { ...item, sku: 'c', brand: 'ACME' },
        { ...item, sku: 'd', giftCard: true },
        { ...item, sku: 'e', discounted: true },
        { ...item, sku: 'f', category: 'Tobacconist' },
      ],
      amountMinor: 7000,
      basisMinor: 3500,
    }
    const { items, basisMinor, left, leftMinor, isNothing } = leaveOut({ exclude }, basket)
    expect(items.map(({ sku }) => sku)).toEqual(['a', 'f'])
    expect([basisMinor, leftMinor, isNothing]).toEqual([1000, 2500, false])
    expect(left).toEqual([
      { sku: 'stamp', because: 'product' },
      { sku: 'b', because: 'category' },
      { sku: 'c', because: 'brand' },
      { sku: 'd', because: 'gift_card' },
      { sku: 'e', because: 'discounted' },
    ])
  })

  test('where no other line is left nothing counts, whatever the amounts; a till that tells no lines is believed', () => {
    const only = { items: [{ sku: 'x', qty: 1, giftCard: true }], amountMinor: 5000, basisMinor: 5000 }
    expect(leaveOut({ exclude }, only)).toMatchObject({ basisMinor: 0, leftMinor: 5000, isNothing: true })
    expect(leaveOut({ exclude }, { ...only, items: [] })).toMatchObject({ basisMinor: 5000, isNothing: false })
    expect(leaveOut({}, only)).toMatchObject({ basisMinor: 5000, left: [] })
  })
})

test('lines are read as shops tell them; what makes no sense is left out', () => {
  const products = [
    { sku: 'a', price: 10, quantity: 2, discount: 5, category: ' Food ', vendor: 'Acme' },
    { product_id: 7, price: '3.50', compare_at_price: 4, gift_card: true },
    { name: 'no name to know it by' },
    { sku: 'b', quantity: -1 },
    null,
    { sku: 'c', coupon: 'SPRING' },
  ]
  expect(linesOf({ products }, 'EUR')).toEqual([
    { sku: 'a', qty: 2, amountMinor: 1500, category: 'Food', brand: 'Acme', giftCard: false, discounted: true },
    { sku: '7', qty: 1, amountMinor: 350, giftCard: true, discounted: true },
    { sku: 'c', qty: 1, giftCard: false, discounted: true },
  ])
  expect(linesOf({ products: 'none' }, 'EUR')).toEqual([])
})
