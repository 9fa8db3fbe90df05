import type { SaleFact } from '#modules/events'
import type { OrderRow, RefundRow } from './orders.repo.ts'

/** A purchase is an order that stands and is worth something. */
export function isPurchase(order: Pick<OrderRow, 'cancelled' | 'revenueMinor'>): boolean {
  return !order.cancelled && order.revenueMinor > 0
}

/** `sign` 1 adds the order to what ClickHouse counts, −1 takes it back. Nothing for what is not a purchase. */
export function orderFacts(order: OrderRow, customer: number, sign: 1 | -1): SaleFact[] {
  return isPurchase(order) ? [{ ...worthOfOrder(order, customer, sign), ordered_at: timeOf(order.orderedAt) }] : []
}

export function refundFact(refund: RefundRow, customer: number, sign: 1 | -1): SaleFact {
  return { ...worthOfRefund(refund, customer, sign), ordered_at: timeOf(refund.refundedAt) }
}

/** A fact whose moment is still to be written. */
type Worth = Omit<SaleFact, 'ordered_at'>

export function worthOfOrder(order: OrderRow, customer: number, sign: 1 | -1): Worth {
  const known = order.costMinor !== null
  return {
    source: order.source,
    day: order.orderedOn,
    customer,
    order_id: order.orderId,
    currency: order.currency,
    orders: sign,
    revenue: sign * order.revenueMinor,
    refunded: 0,
    cost: sign * (order.costMinor ?? 0),
    costed_revenue: known ? sign * order.revenueMinor : 0,
    items: sign * order.items,
  }
}

export function worthOfRefund(refund: RefundRow, customer: number, sign: 1 | -1): Worth {
  return {
    source: refund.source,
    day: refund.refundedOn,
    customer,
    order_id: refund.orderId,
    currency: refund.currency,
    orders: 0,
    revenue: 0,
    refunded: sign * refund.amountMinor,
    cost: 0,
    costed_revenue: 0,
    items: 0,
  }
}

/** As ClickHouse writes a moment. */
function timeOf(epochMs: number): string {
  const iso = new Date(epochMs).toISOString()
  return `${iso.slice(0, -14)} ${iso.slice(-13, -1)}`
}
