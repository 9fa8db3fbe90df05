import type { LoggedEvent } from '#modules/events'
import { isCurrency, toMinor } from '#platform/money'

export type OrderChange = {
  orderId: string
  at: number
  day: string
  currency: string
  revenueMinor: number
  costMinor: number | null
  items: number
  cancelled: boolean
}
export type RefundTold = { orderId: string; at: number; day: string; currency: string; amountMinor: number }

const orderEvents = new Set(['Order Completed', 'Order Updated', 'Order Cancelled'])

/** An order's state as one of Segment's order events tells it; undefined for other events and for orders without an id. */
export function readOrder(
  event: LoggedEvent,
  home: { currency: string; dayOf: (ms: number) => string },
): OrderChange | undefined {
  const name = event.body.event
  if (event.body.type !== 'track' || name === undefined || !orderEvents.has(name)) return undefined
  const p = event.body.properties ?? {}
  const orderId = readId(p.order_id)
  if (orderId === undefined) return undefined
  const currency = readCurrency(p.currency, home.currency)
  const products = Array.isArray(p.products) ? p.products.filter(isRecord) : []
  return {
    orderId,
    at: event.occurredAt,
    day: readDay(p.day) ?? home.dayOf(event.occurredAt),
    currency,
    revenueMinor: Math.max(
      0,
      minorOf(p, ['total', 'revenue', 'value', 'subtotal'], currency) ?? sumOf(products, 'price', currency) ?? 0,
    ),
    costMinor: minorOf(p, ['cost'], currency) ?? sumOf(products, 'cost', currency) ?? null,
    items: clamp(Math.round(products.reduce((sum, product) => sum + (numberOf(product.quantity) ?? 1), 0)), mostItems),
    cancelled: name === 'Order Cancelled',
  }
}

export function readRefund(
  event: LoggedEvent,
  home: { currency: string; dayOf: (ms: number) => string },
): RefundTold | undefined {
  if (event.body.type !== 'track' || event.body.event !== 'Order Refunded') return undefined
  const p = event.body.properties ?? {}
  const orderId = readId(p.order_id)
  if (orderId === undefined) return undefined
  const currency = readCurrency(p.currency, home.currency)
  const products = Array.isArray(p.products) ? p.products.filter(isRecord) : []
  const amount =
    minorOf(p, ['amount', 'total', 'revenue', 'value'], currency) ?? sumOf(products, 'price', currency) ?? 0
  return {
    orderId,
    at: event.occurredAt,
    day: readDay(p.day) ?? home.dayOf(event.occurredAt),
    currency,
    amountMinor: Math.abs(amount),
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readId(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value.slice(0, 256).toWellFormed() : undefined
}

function readCurrency(value: unknown, home: string): string {
  const code = typeof value === 'string' ? value.toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) && isCurrency(code) ? code : home
}

/** The importer knows the local day of a receipt; an instant alone may fall on another day. */
function readDay(value: unknown): string | undefined {
  if (typeof value !== 'string' || value < firstDay || value > lastDay) return undefined
  return isDay(value) ? value : undefined
}

// What ClickHouse's Date can hold.
const firstDay = '1970-01-01'
const lastDay = '2149-06-05'

// Date.parse takes 2026-02-30 for the second of March.
function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(text) : Number.NaN
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

// Sums stay below 2^53 minor units; more than that is not an order.
const most = 9e15
const mostItems = 1e9

function minorOf(p: Record<string, unknown>, names: string[], currency: string): number | undefined {
  for (const name of names) {
    const exact = p[`${name}_minor`]
    if (Number.isSafeInteger(exact)) return exact as number
    const major = numberOf(p[name])
    if (major !== undefined) return clamp(toMinor(major, currency))
  }
  return undefined
}

function sumOf(products: Record<string, unknown>[], name: 'price' | 'cost', currency: string): number | undefined {
  let sum: number | undefined
  for (const product of products) {
    const each = numberOf(product[name])
    if (each !== undefined) sum = (sum ?? 0) + toMinor(each * (numberOf(product.quantity) ?? 1), currency)
  }
  return sum === undefined ? undefined : clamp(sum)
}

function clamp(value: number, limit = most): number {
  return Number.isNaN(value) ? 0 : Math.max(-limit, Math.min(limit, value))
}
