import type { CanonicalEvent } from '#modules/events'
import { dayReader } from '#platform/clock'
import { uuidFromText } from '#platform/ids'
import { minorExponent } from '#platform/money'
import type { ImportContext } from './import-context.ts'
import { instantReader } from './local-time.ts'
import type { LocalTime } from './reading/index.ts'
import { areDaysApart, isSamePerson } from './same-order.ts'
import { readBucket } from './spill-buckets.ts'
import { isHead, type SpilledHead, type SpilledLine } from './spilled-lines.ts'

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
  /** of the last rows that gave something back: their day is that of the refund */
  backHead?: SpilledHead
  sale: Side
  back: Side
  costMinor: number | undefined
  refundMinor: number
  /** the total of the order has been told */
  totalKnown: boolean
  /** so has the total of what was given back, below zero */
  backKnown: boolean
  cancelledLines: number
  /** the money of the lines that were given back */
  refundedMinor: number
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
  const { amountIs, costIs } = context.mapping
  const reading: Reading = { ofOrder: amountIs === 'order', ofRow: costIs === 'row' }
  let draft: Draft | undefined
  for await (const lines of readBucket(context.folder, bucket)) {
    for (const text of lines) {
      const parsed = JSON.parse(text) as SpilledHead | SpilledLine
      if (isHead(parsed)) {
        draft = findDraft(drafts, times, parsed, context.mapping)
        if (isBack(parsed)) draft.backHead = parsed
      } else if (draft) addLine(draft, parsed, reading)
    }
  }
  const whenOf = readTimes(context)
  return function* () {
    for (const item of drafts.values()) yield finish(item, context, whenOf)
  }
}

function findDraft(
  drafts: Map<string, Draft>,
  times: Map<string, number>,
  head: SpilledHead,
  { source, amountIs }: ImportContext['mapping'],
): Draft {
  const [key, order, customer, email, phone, , local, , currency] = head
  if (order === null) {
    const before = times.get(key) ?? 0
    times.set(key, before + 1)
    const orderId = `row-${uuidFromText(source, key, String(before)).slice(0, 18)}`
    return addDraft(drafts, `${key}\n${before}`, orderId, head)
  }
  // Tills that count from one again every day, or one number in two currencies: these are orders of their own.
  const own = `${order}/${customer ?? email ?? phone}/${currency}`
  for (const orderId of [order, own, `${own}/${local.slice(0, 10)}`]) {
    const found = drafts.get(orderId)
    if (!found) return addDraft(drafts, orderId, orderId, head)
    if (!isOneOrder(found.head, head, amountIs)) continue
    // An export that begins with the newest tells what was given back before it tells of the order.
    if (isBack(found.head) && !isBack(head)) found.head = head
    return found
  }
  const last = `${own}/${local}`
  return drafts.get(last) ?? addDraft(drafts, last, last, head)
}

const timeOf = ({ 6: local, 7: offset }: SpilledHead): LocalTime => (offset === null ? { local } : { local, offset })

const isBack = (head: SpilledHead): boolean => head[12]

function isOneOrder(a: SpilledHead, b: SpilledHead, amountIs: 'line' | 'order'): boolean {
  const [, , c, e, p, , local, , currency] = a
  if (currency !== b[8] || !isSamePerson([c, e, p], [b[2], b[3], b[4]])) return false
  return amountIs === 'order' || isBack(a) || isBack(b) || !areDaysApart(local, b[6])
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
    backKnown: false,
    cancelledLines: 0,
    refundedMinor: 0,
  }
  drafts.set(key, draft)
  return draft
}

/** Whether an amount is of the whole order, and a cost of all pieces of its row. */
type Reading = { ofOrder: boolean; ofRow: boolean }

function addLine(draft: Draft, line: SpilledLine, { ofOrder, ofRow }: Reading): void {
  const [fate, amount, price, quantity, cost, product, name, category, refund] = line
  // A line that was struck off is not part of its order, which stands as long as another line does.
  if (fate === 'x') {
    draft.cancelledLines++
    return
  }
  const side = fate === 'r' ? draft.back : draft.sale
  side.lines++
  if (!ofOrder) side.minor += amount ?? 0
  else if (amount !== null && !(fate === 'r' && amount < 0 ? draft.backKnown : draft.totalKnown)) {
    side.minor = amount
    if (fate === 'r' && amount < 0) draft.backKnown = true
    else draft.totalKnown = true
  }
  if (fate === 'b') draft.refundedMinor = ofOrder ? draft.sale.minor : draft.refundedMinor + (amount ?? 0)
  if (refund !== null)
    draft.refundMinor = ofOrder ? draft.refundMinor || Math.abs(refund) : draft.refundMinor + Math.abs(refund)
  const pieces = quantity ?? 1
  if (cost !== null && fate !== 'r')
    draft.costMinor = (draft.costMinor ?? 0) + (ofRow ? cost : Math.round(cost * pieces))
  if ((product === null && name === null) || (fate !== 'r' && (amount ?? 0) < 0)) return
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
  if (cost !== null && (!ofRow || pieces !== 0))
    item.cost = (ofRow ? Math.round(cost / Math.abs(pieces)) : cost) / scale
  side.products.push(item)
}

function readTimes({ timeZone, daysInZone }: ImportContext): (time: LocalTime) => { day: string; occurredAt: string } {
  const instantOf = instantReader(timeZone)
  const dayOf = dayReader(timeZone)
  return (time) => {
    const at = instantOf(time)
    const isWritten = time.offset === undefined || !daysInZone
    return { day: isWritten ? time.local.slice(0, 10) : dayOf(at), occurredAt: new Date(at).toISOString() }
  }
}

function finish(draft: Draft, context: ImportContext, whenOf: ReturnType<typeof readTimes>): BuiltOrder {
  const [, , customer, email, phone, name, , , currency, country, city, extra] = draft.head
  const { sale, back, orderId } = draft
  const { source } = context.mapping
  const ordered = whenOf(timeOf(draft.head))
  const traits = {
    ...extra,
    ...(name === null ? {} : { name }),
    ...(email === null ? {} : { email }),
    ...(phone === null ? {} : { phone }),
    ...(country === null ? {} : { country }),
    ...(city === null ? {} : { city }),
  }
  const scale = 10 ** minorExponent(currency)
  const event = (
    what: string,
    kind: string,
    properties: Record<string, unknown>,
    { day, occurredAt } = ordered,
  ): CanonicalEvent => ({
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
  const isCancelled = draft.cancelledLines > 0 && sale.lines === 0
  const isOrder = sale.lines > 0 && sale.minor > 0
  if (isOrder) {
    const cost = draft.costMinor === undefined ? {} : { cost_minor: draft.costMinor }
    events.push(event('Order Completed', 'order', { ...money(sale.minor), ...goods(sale), ...cost }))
  }
  if (isCancelled) events.push(event('Order Cancelled', 'cancelled', { ...money(0) }))
  // An amount given back that stands on every line of its order is said once for each of them.
  const backMinor = Math.abs(back.minor) + Math.min(Math.max(0, sale.minor), draft.refundMinor || draft.refundedMinor)
  const isRefund = backMinor > 0
  if (isRefund) {
    const givenBack = whenOf(timeOf(draft.backHead ?? draft.head))
    events.push(event('Order Refunded', 'refund', { ...money(backMinor), ...goods(back) }, givenBack))
  }
  return {
    events,
    saleMinor: isOrder ? sale.minor : 0,
    refundMinor: backMinor,
    currency,
    day: ordered.day,
    isOrder,
    isRefund,
    zeroLines: isOrder ? 0 : sale.lines,
    size: 600 + (sale.products.length + back.products.length) * 140,
  }
}
