import { mostMinor } from '#contract/loyalty-bounds'
import { toMinor } from '#platform/money'
import type { Item } from '../rules/score-purchase.ts'

const most = 1000
const mostPieces = 100_000

/** The lines of an order as shops tell them; what cannot be read of a line is left out, a line without a name is no line. */
export function linesOf({ products }: Record<string, unknown>, currency: string): Item[] {
  if (!Array.isArray(products)) return []
  return products
    .slice(0, most)
    .flatMap((product: unknown) => lineOf((product ?? {}) as Record<string, unknown>, currency))
}

/** Where an order was placed, as shops tell it. */
export const shopTold = ({ shop, store, affiliation }: Record<string, unknown>): string | undefined =>
  textOf(shop) ?? textOf(store) ?? textOf(affiliation)

function lineOf(line: Record<string, unknown>, currency: string): Item[] {
  const name = line.sku ?? line.product_id
  const qty = Number(line.quantity ?? 1)
  if ((typeof name !== 'string' && typeof name !== 'number') || !(qty >= 0 && qty <= mostPieces)) return []
  const price = amountOf(line.price)
  const off = amountOf(line.discount) ?? 0
  const before = amountOf(line.compare_at_price) ?? 0
  const isLowered = off > 0 || line.discounted === true || (price !== undefined && before > price)
  return [
    {
      sku: String(name).slice(0, 200),
      qty,
      amountMinor: price === undefined ? undefined : minorOf(price * qty - off, currency),
      category: textOf(line.category),
      brand: textOf(line.brand ?? line.vendor),
      giftCard: line.gift_card === true || line.type === 'gift_card',
      discounted: isLowered || textOf(line.coupon) !== undefined,
    },
  ]
}

/** What no order comes to is not known. */
function minorOf(amount: number, currency: string): number | undefined {
  const minor = Math.max(0, toMinor(amount, currency))
  return minor <= mostMinor ? minor : undefined
}

function amountOf(value: unknown): number | undefined {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof amount === 'number' && Number.isFinite(amount) && Math.abs(amount) < 1e11 ? amount : undefined
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 200) : undefined
