/** What a shop's site and till send: the same events for the same seed. */
import { createRandom } from './random.ts'

export type Message = {
  messageId: string
  type: 'track' | 'identify' | 'alias'
  userId?: string
  anonymousId?: string
  previousId?: string
  event?: string
  timestamp: string
  properties?: Record<string, unknown>
  traits?: Record<string, unknown>
}

const dayMs = 86_400_000

/** Event number `i` of a shop with `customers` customers, somewhere in the 60 days before `until`. */
export function messageAt(seed: number, i: number, customers: number, until: number): Message {
  const random = createRandom(seed * 1_000_003 + i)
  const at = until - 1000 - random.below(60 * dayMs)
  const userId = `u${random.below(customers)}`
  const common = { messageId: `f-${seed}-${i}`, userId, timestamp: new Date(at).toISOString() }
  const kind = random.below(100)
  // An order belongs to one customer for ever: changes to it are told of the same one.
  const earlier = random.below(Math.max(1, Math.floor(i / 2)))
  const order = { order_id: `o-${seed}-${earlier}`, currency: 'EUR' }
  const owner = `u${earlier % customers}`
  if (kind < 40) {
    const total = random.between(1, 9_999) / 100
    const products = [{ product_id: `p${i % 50}`, price: total, quantity: 1, cost: Math.round(total * 40) / 100 }]
    return {
      ...common,
      type: 'track',
      event: 'Order Completed',
      userId: `u${i % customers}`,
      properties: { order_id: `o-${seed}-${i}`, currency: 'EUR', total, products },
    }
  }
  if (kind < 45) {
    return {
      ...common,
      type: 'track',
      event: 'Order Updated',
      userId: owner,
      properties: { ...order, total: random.between(1, 9_999) / 100 },
    }
  }
  if (kind < 49) return { ...common, type: 'track', event: 'Order Cancelled', userId: owner, properties: order }
  if (kind < 55) {
    return {
      ...common,
      type: 'track',
      event: 'Order Refunded',
      userId: owner,
      properties: { ...order, total: random.between(1, 999) / 100 },
    }
  }
  if (kind < 65) {
    const tags = random.below(3) === 0 ? { tags: ['vip', `t${random.below(5)}`] } : {}
    return {
      ...common,
      type: 'identify',
      traits: { plan: `p${random.below(7)}`, country: `c${random.below(9)}`, ...tags },
    }
  }
  return { ...common, type: 'track', event: 'Product Viewed', properties: { product_id: `p${i % 50}`, price: 3.2 } }
}
