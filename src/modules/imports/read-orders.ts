import { isCurrency, minorExponent } from '#platform/money'
import { countDistinct } from './count-distinct.ts'
import { isCreditNote, listsRefunds, marksCreditNotes } from './credit-notes.ts'
import { readMapping } from './describe-mapping.ts'
import { diskError } from './disk-error.ts'
import { findReturns } from './find-returns.ts'
import type { ImportContext } from './import-context.ts'
import { nameCustomer } from './name-customer.ts'
import { errorsFile } from './open-import.ts'
import { openRows, type RawRow, type TypedRow, typeRows } from './reading/index.ts'
import { type RowFault, writeRowErrors } from './row-errors.ts'
import { areDaysApart, isSamePerson } from './same-order.ts'
import { countBuckets, openSpill } from './spill-buckets.ts'
import type { SpilledHead, SpilledLine } from './spilled-lines.ts'
import { isNoSale, readStatus, tellsKind } from './status-words.ts'
import { watchErrors } from './watch-errors.ts'

export type ReadOrders = {
  buckets: number
  /** the currency most rows are in; undefined when neither the file nor a person said any */
  currency?: string
}

/** Reads the whole file once: rows that count go to buckets by order, the others to the list of errors. Nothing is written to the database. */
export async function readOrders(context: ImportContext): Promise<ReadOrders> {
  const { mapping, progress, folder, layout } = context
  const newTyper = () =>
    typeRows(context.columns, readMapping('orders', context.columns, mapping), {
      exponentOf: safeExponent,
      currency: context.currency,
      latest: context.latestDay,
    })
  const type = newTyper()
  const ofOrder = mapping.amountIs === 'order'
  const creditNotes = await marksCreditNotes(context.path, layout, mapping.columns.order)
  const isKind = tellsKind(context.columns[mapping.columns.status ?? -1]?.name ?? '')
  const hasStates = mapping.columns.returned !== undefined || (mapping.columns.status !== undefined && !isKind)
  const returnedRow = hasStates ? await findReturns(context.path, layout, newTyper()) : 'sale'
  // Then the state of the sale says once more what a row of its own says.
  const hasRefundRows =
    returnedRow === 'twice' || (await listsRefunds(context.path, layout, isKind ? undefined : mapping.columns.kind))
  const buckets = countBuckets(progress.totalBytes, layout.gzip)
  const spill = openSpill(folder, buckets)
  const errors = writeRowErrors(errorsFile(context))
  const watch = watchErrors(progress)
  const customers = countDistinct()
  const currencies = new Map<string, number>()
  let lastCustomer = ''
  let last: TypedRow | undefined
  let orders = 0
  context.eventsExpected = () =>
    Math.round(orders / Math.max(0.01, progress.bytesRead / Math.max(1, progress.totalBytes)))
  const heads = new Map<number, TypedRow>()

  const leaveOut = (raw: RawRow, reason: string, row: TypedRow) => {
    progress.skipped[reason] = (progress.skipped[reason] ?? 0) + 1
    progress.skippedMinor[reason] = (progress.skippedMinor[reason] ?? 0) + (row.amount ?? 0)
    errors.add(raw, { reason })
  }
  const refuse = (raw: RawRow, fault: RowFault) => {
    watch.add(raw.line, fault.reason)
    errors.add(raw, fault)
  }

  const hasAmount = mapping.columns.amount !== undefined
  // Prices below the smallest coin are prices all the same.
  const isWorthless = ({ amount, price, quantity }: TypedRow, { cells }: RawRow): boolean =>
    quantity === 0 || (hasAmount ? amount === 0 : price === 0 && !isAboveZero(cells[mapping.columns.price ?? -1]))

  const take = (raw: RawRow) => {
    progress.rows++
    const { row, error } = type(raw)
    if (error) return refuse(raw, error)
    const { quantity, order } = row
    const currency = row.currency ?? context.currency
    if (!known(currency)) return refuse(raw, { reason: 'bad_currency', column: 'currency', text: currency })
    // Many exports name the customer on the first line of an order only, and what became of it.
    if (order !== undefined && last?.order === order) carryHead(last, row, ofOrder)
    const identity = nameCustomer(row, context.locale)
    const isDiscount = !ofOrder && isDiscountOn(last, row)
    last = row
    if (identity === undefined) return leaveOut(raw, 'no_customer', row)
    const kind = isKind ? row.status : row.kind
    const status = isKind ? 'sale' : readStatus(row.status)
    const what = readStatus(kind)
    if (status === 'begun' || what === 'begun') return leaveOut(raw, 'not_ordered', row)
    if (kind !== undefined && isNoSale(kind)) return leaveOut(raw, 'not_a_sale', row)
    const saysReturned = status === 'refunded' || row.isReturned === true
    const isOwnReturn = saysReturned && returnedRow === 'row'
    if (isOwnReturn && row.amount !== undefined) row.amount = -Math.abs(row.amount)
    const { amount } = row
    const isBack =
      (quantity ?? 1) < 0 ||
      ((amount ?? 1) < 0 && !isDiscount) ||
      what === 'refunded' ||
      isOwnReturn ||
      (creditNotes && order !== undefined && isCreditNote(order))
    if (!ofOrder && isWorthless(row, raw)) return leaveOut(raw, 'zero_total', row)
    if ((row.price ?? 1) < 0 && !isBack && !isDiscount) return leaveOut(raw, 'negative_price', row)
    const isCancelled =
      status === 'cancelled' || what === 'cancelled' || (row.isCancelled === true && status !== 'refunded')
    const isReturned = saysReturned && !hasRefundRows
    const fate = isBack ? 'r' : isCancelled ? 'x' : isReturned ? 'b' : 's'
    if (fate === 'r') progress.refundRows++
    else {
      progress.rowsUsed++
      currencies.set(currency, (currencies.get(currency) ?? 0) + 1)
      if (fate !== 'x' && identity !== lastCustomer) {
        customers.add(identity)
        lastCustomer = identity
      }
    }
    const key = order ?? `${identity}\n${row.at?.local}\n${amount}`
    const bucket = spill.bucketOf(key)
    const head = heads.get(bucket)
    const isLater = areDaysApart(head?.at?.local, row.at?.local)
    if (
      !head ||
      order === undefined ||
      head.order !== order ||
      headDiffers(head, row) ||
      (isLater && !ofOrder && !isBack)
    ) {
      spill.add(bucket, JSON.stringify(headOf(key, row, currency, isBack)))
      heads.set(bucket, row)
      orders++
    } else if (isLater && isBack) spill.add(bucket, JSON.stringify(headOf(key, row, currency, isBack)))
    const line: SpilledLine = [
      fate,
      amount ?? null,
      row.price ?? null,
      quantity ?? null,
      row.cost ?? null,
      row.product ?? null,
      row.productName ?? null,
      row.category ?? null,
      row.refund ?? null,
    ]
    spill.add(bucket, JSON.stringify(line))
  }

  try {
    for await (const batch of openRows(context.path, { layout })) {
      context.signal?.throwIfAborted()
      for (const raw of batch.rows) take(raw)
      watch.check()
      progress.bytesRead = batch.bytesRead
      progress.totalBytes = batch.totalBytes
      progress.customers = customers.count()
      await context.report()
    }
    watch.finish()
  } catch (error) {
    throw diskError(error)
  } finally {
    errors.close()
    spill.close()
  }
  const [currency] = [...currencies].toSorted((a, b) => b[1] - a[1])[0] ?? []
  return { buckets, ...(currency && context.currencyKnown ? { currency } : {}) }
}

const isAboveZero = (text: string | undefined): boolean => /[1-9۱-۹١-٩]/.test(text ?? '')

const isKnown = new Map<string, boolean>()

function known(currency: string): boolean {
  let found = isKnown.get(currency)
  if (found === undefined) {
    found = isCurrency(currency)
    if (isKnown.size < 1000) isKnown.set(currency, found)
  }
  return found
}

const safeExponent = (currency: string): number => (known(currency) ? minorExponent(currency) : 2)

/** A line of minus two among those of an order makes the order cheaper: nothing came back, one piece of it was counted. */
function isDiscountOn(last: TypedRow | undefined, { order, amount, quantity, at }: TypedRow): boolean {
  if (order === undefined || last?.order !== order || (amount ?? 0) >= 0 || (quantity ?? 0) <= 0) return false
  return !areDaysApart(last.at?.local, at?.local)
}

/** `ofOrder`: what stands on the first line is said of the order; else a line that says nothing of its return was kept. */
function carryHead(from: TypedRow, to: TypedRow, ofOrder: boolean): void {
  if (to.status === undefined && from.status !== undefined) to.status = from.status
  if (ofOrder && to.isReturned === undefined && from.isReturned !== undefined) to.isReturned = from.isReturned
  if (ofOrder && to.isCancelled === undefined && from.isCancelled !== undefined) to.isCancelled = from.isCancelled
  if (to.customer !== undefined || to.email !== undefined || to.phone !== undefined) return
  if (from.customer !== undefined) to.customer = from.customer
  if (from.email !== undefined) to.email = from.email
  if (from.phone !== undefined) to.phone = from.phone
}

function headDiffers(a: TypedRow, b: TypedRow): boolean {
  return a.currency !== b.currency || !isSamePerson([a.customer, a.email, a.phone], [b.customer, b.email, b.phone])
}

function headOf(key: string, row: TypedRow, currency: string, isBack: boolean): SpilledHead {
  const hasTraits = Object.keys(row.traits).length > 0
  return [
    key,
    row.order ?? null,
    row.customer ?? null,
    row.email ?? null,
    row.phone ?? null,
    row.name ?? null,
    row.at?.local ?? '',
    row.at?.offset ?? null,
    currency,
    row.country ?? null,
    row.city ?? null,
    hasTraits ? row.traits : null,
    isBack,
  ]
}
