import type { CanonicalEvent } from '#modules/events'
import { uuidFromText } from '#platform/ids'
import { minorExponent } from '#platform/money'
import type { ImportContext } from './import-context.ts'
import { instantReader } from './local-time.ts'
import { readBucket } from './spill-buckets.ts'
import type { SpilledHead, SpilledLine } from './spilled-lines.ts'

export type Product = {
  product_id?: string
  name?: string
  category?: string
  price?: number
  quantity?: number
  cost?: number
}

type Side = { minor: number; lines: number; products: Product[]; leftOut: number }

type Draft = {
  orderId: string
  head: SpilledHead
  sale: Side
  back: Side
  costMinor: number | undefined
  refundMinor: number
  /** the total of the order has been told */
  totalKnown: boolean
  cancelled: boolean
  refunded: boolean
}

export type BuiltOrder = {
  events: CanonicalEvent[]
  saleMinor: number
  refundMinor: number
  currency: string
  day: string
  isOrder: boolean
  isRefund: boolean
  /** lines that turned out to be of an order worth nothing */
  zeroLines: number
  size: number
}

/** A receipt longer than this keeps its exact total and its first lines. */
const mostProducts = 5_000

/** Builds the orders of one bucket, in the order in which they first appear in the file: always the same for the same file. */
export async function buildBucket(context: ImportContext, bucket: number): Promise<() => Generator<BuiltOrder>> {
  const drafts = new Map<string, Draft>()
  const times = new Map<string, number>()
  const ofOrder = context.mapping.amountIs === 'order'
  let draft: Draft | undefined
  for await (const lines of readBucket(context.folder, bucket)) {
    for (const text of lines) {
      const parsed = JSON.parse(text) as SpilledHead | SpilledLine
      if (parsed.length === 12) draft = findDraft(drafts, times, parsed, context.mapping.source)
      else if (draft) addLine(draft, parsed, ofOrder)
    }
  }
  const instantOf = instantReader(context.timeZone)
  return function* () {
    for (const item of drafts.values()) yield finish(item, context, instantOf)
  }
}

function findDraft(drafts: Map<string, Draft>, times: Map<string, number>, head: SpilledHead, source: string): Draft {
  const [key, order, customer, email, phone, , , , currency] = head
  if (order === null) {
    const before = times.get(key) ?? 0
    times.set(key, before + 1)
    const orderId = `row-${uuidFromText(source, key, String(before)).slice(0, 18)}`
    return addDraft(drafts, `${key}\n${before}`, orderId, head)
  }
  const found = drafts.get(order)
  if (!found) return addDraft(drafts, order, order, head)
  const [, , c, e, p, , , , cur] = found.head
  if (c === customer && e === email && p === phone && cur === currency) return found
  // Tills that count from one again every day, or one number in two currencies: these are orders of their own.
  const own = `${order}/${customer ?? email ?? phone}/${currency}`
  return drafts.get(own) ?? addDraft(drafts, own, own, head)
}

function addDraft(drafts: Map<string, Draft>, key: string, orderId: string, head: SpilledHead): Draft {
  const side = (): Side => ({ minor: 0, lines: 0, products: [], leftOut: 0 })
  const draft: Draft = {
    orderId,
    head,
    sale: side(),
    back: side(),
    costMinor: undefined,
    refundMinor: 0,
    totalKnown: false,
    cancelled: false,
    refunded: false,
  }
  drafts.set(key, draft)
  return draft
}

function addLine(draft: Draft, line: SpilledLine, ofOrder: boolean): void {
  const [fate, amount, price, quantity, cost, product, name, category, refund] = line
  const side = fate === 'r' ? draft.back : draft.sale
  if (fate === 'x') draft.cancelled = true
  if (fate === 'b') draft.refunded = true
  side.lines++
  if (!ofOrder) side.minor += amount ?? 0
  else if (!draft.totalKnown && amount !== null) {
    side.minor = amount
    draft.totalKnown = true
  }
  if (refund !== null)
    draft.refundMinor = ofOrder ? draft.refundMinor || Math.abs(refund) : draft.refundMinor + Math.abs(refund)
  if (cost !== null && fate !== 'r') draft.costMinor = (draft.costMinor ?? 0) + Math.round(cost * (quantity ?? 1))
  if (product === null && name === null) return
  if (side.products.length >= mostProducts) {
    side.leftOut++
    return
  }
  const scale = 10 ** minorExponent(draft.head[8])
  const item: Product = {}
  if (product !== null) item.product_id = product
  if (name !== null) item.name = name
  if (category !== null) item.category = category
  if (price !== null) item.price = price / scale
  if (quantity !== null) item.quantity = Math.abs(quantity)
  if (cost !== null) item.cost = cost / scale
  side.products.push(item)
}

function finish(draft: Draft, context: ImportContext, instantOf: ReturnType<typeof instantReader>): BuiltOrder {
  const [, , customer, email, phone, name, local, offset, currency, country, city, extra] = draft.head
  const { sale, back, orderId } = draft
  const { source } = context.mapping
  const day = local.slice(0, 10)
  const occurredAt = new Date(instantOf(offset === null ? { local } : { local, offset })).toISOString()
  const traits = {
    ...extra,
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(country === null ? {} : { country }),
    ...(city === null ? {} : { city }),
  }
  const scale = 10 ** minorExponent(currency)
  const event = (what: string, kind: string, properties: Record<string, unknown>): CanonicalEvent => ({
    messageId: `import:${source}:${kind}:${orderId}`,
    occurredAt,
    source,
    body: {
      type: 'track',
      event: what,
      ...(customer === null ? {} : { userId: customer }),
      properties: { order_id: orderId, ...properties, currency, day },
      context: { traits },
    },
  })
  const money = (minor: number) => ({ total: minor / scale, total_minor: minor })
  const goods = ({ products, leftOut }: Side) => ({
    ...(products.length > 0 ? { products } : {}),
    ...(leftOut > 0 ? { products_left_out: leftOut } : {}),
  })
  const events: CanonicalEvent[] = []
  const isOrder = sale.lines > 0 && sale.minor > 0 && !draft.cancelled
  if (isOrder) {
    const cost = draft.costMinor === undefined ? {} : { cost_minor: draft.costMinor }
    events.push(event('Order Completed', 'order', { ...money(sale.minor), ...goods(sale), ...cost }))
  }
  if (draft.cancelled) events.push(event('Order Cancelled', 'cancelled', { ...money(0) }))
  const backMinor =
    Math.abs(back.minor) + (draft.cancelled ? 0 : draft.refundMinor || (draft.refunded ? sale.minor : 0))
  const isRefund = backMinor > 0
  if (isRefund) events.push(event('Order Refunded', 'refund', { ...money(backMinor), ...goods(back) }))
  return {
    events,
    saleMinor: isOrder ? sale.minor : 0,
    refundMinor: backMinor,
    currency,
    day,
    isOrder,
    isRefund,
    zeroLines: !isOrder && !draft.cancelled ? sale.lines : 0,
    size: 600 + (sale.products.length + back.products.length) * 140,
  }
}
