import type { SaleFact } from '#modules/events'
import type { OrderRow, RefundRow } from './orders.repo.ts'

/** A purchase is an order that stands and is worth something. */
export function isPurchase(order: Pick<OrderRow, 'cancelled' | 'revenueMinor'>): boolean {
  return !order.cancelled && order.revenueMinor > 0
}

/** `sign` 1 adds the order to what ClickHouse counts, −1 takes it back. Nothing for what is not a purchase. */
export function orderFacts(order: OrderRow, customer: number, sign: 1 | -1): SaleFact[] {
  if (!isPurchase(order)) return []
  const known = order.costMinor !== null
  return [
    {
      source: order.source,
      day: order.orderedOn,
      customer,
      order_id: order.orderId,
      currency: order.currency,
      ordered_at: new Date(order.orderedAt).toISOString().replace('T', ' ').replace('Z', ''),
      orders: sign,
      revenue: sign * order.revenueMinor,
      refunded: 0,
      cost: sign * (order.costMinor ?? 0),
      costed_revenue: known ? sign * order.revenueMinor : 0,
      items: sign * order.items,
    },
  ]
}

export function refundFact(refund: RefundRow, customer: number, sign: 1 | -1): SaleFact {
  return {
    source: refund.source,
    day: refund.refundedOn,
    customer,
    order_id: refund.orderId,
    currency: refund.currency,
    ordered_at: new Date(refund.refundedAt).toISOString().replace('T', ' ').replace('Z', ''),
    orders: 0,
    revenue: 0,
    refunded: sign * refund.amountMinor,
    cost: 0,
    costed_revenue: 0,
    items: 0,
  }
}
