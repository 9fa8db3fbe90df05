import type { LoggedEvent } from '#modules/events'
import { isCurrency, toMinor } from '#platform/money'

/** What an event says of a product; `at` is its time in Unix milliseconds. */
export type ToldProduct = {
  productId: string
  name: string | null
  category: string | null
  priceMinor: number | null
  currency: string | null
  imageUrl: string | null
  url: string | null
  inStock: boolean | null
  at: number
}

/** What somebody did with a product. */
export type Touch = { productId: string; at: number; bought: boolean }

const meanings = new Map<string, 'bought' | 'viewed' | 'told'>([
  ['Order Completed', 'bought'],
  ['Product Viewed', 'viewed'],
  ['Product Added', 'told'],
  ['Product Clicked', 'told'],
  ['Product List Viewed', 'told'],
  ['Product Added to Wishlist', 'told'],
  ['Order Updated', 'told'],
  ['Cart Viewed', 'told'],
  ['Checkout Started', 'told'],
])
const mostProducts = 1000

/** The products of Segment's e-commerce events, as told; undefined for every other event. Never throws, whatever is in there. */
export function readProducts(
  { body, occurredAt: at }: LoggedEvent,
  home: string,
): { told: ToldProduct[]; touches: Touch[] } | undefined {
  const meaning = body.type === 'track' ? meanings.get(body.event ?? '') : undefined
  if (meaning === undefined || !body.properties) return undefined
  const { properties } = body
  const listed: unknown[] = Array.isArray(properties.products) ? properties.products : [properties]
  const currency = currencyOf(properties.currency) ?? home
  const told: ToldProduct[] = []
  const touches: Touch[] = []
  for (const product of listed.slice(0, mostProducts)) {
    if (typeof product !== 'object' || product === null) continue
    const one = readProduct(product as Record<string, unknown>, currency, at)
    if (!one) continue
    told.push(one)
    if (meaning === 'told' || numberOf((product as { quantity?: unknown }).quantity, 1) <= 0) continue
    touches.push({ productId: one.productId, at, bought: meaning === 'bought' })
  }
  return { told, touches }
}

/** One product as shops tell it; undefined without anything to know it by. */
export function readProduct(product: Record<string, unknown>, currency: string, at: number): ToldProduct | undefined {
  const name = textOf(product.name ?? product.product_name, 300)
  const productId = textOf(product.product_id, 200) ?? textOf(product.sku, 200) ?? textOf(product.id, 200) ?? name
  if (productId === null) return undefined
  const price = numberOf(product.price, Number.NaN)
  const isPrice = price >= 0 && price < 1e11
  return {
    productId,
    name,
    category: textOf(product.category, 200),
    priceMinor: isPrice ? toMinor(price, currency) : null,
    currency: isPrice ? currency : null,
    imageUrl: linkOf(product.image_url),
    url: linkOf(product.url),
    inStock: typeof product.in_stock === 'boolean' ? product.in_stock : null,
    at,
  }
}

function textOf(value: unknown, most: number): string | null {
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') return null
  // PostgreSQL keeps no NUL.
  const text = value.replaceAll('\u0000', '').trim().slice(0, most).toWellFormed()
  return text === '' ? null : text
}

/** Shown on other people's pages: only addresses that cannot run anything. */
export function linkOf(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2000) return null
  const link = URL.canParse(value) ? new URL(value) : undefined
  return link && (link.protocol === 'https:' || link.protocol === 'http:') ? link.href : null
}

export function numberOf(value: unknown, missing: number): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : missing
}

function currencyOf(value: unknown): string | null {
  const code = typeof value === 'string' ? value.toUpperCase() : ''
  return /^[A-Z]{3}$/.test(code) && isCurrency(code) ? code : null
}
