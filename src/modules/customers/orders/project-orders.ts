import type { Facts, LoggedEvent, Workspace } from '#modules/events'
import { dayReader } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { findNumbers } from '../customers.repo.ts'
import {
  type Added,
  addToMeasures,
  findMeasures,
  findVisitDays,
  type Measures,
  noMeasures,
  recountMeasures,
  saveMeasures,
} from './measures.repo.ts'
import { findOrders, insertRefunds, type OrderRow, type RefundRow, saveOrders } from './orders.repo.ts'
import { readOrder, readRefund } from './read-order.ts'
import { isPurchase, orderFacts, refundFact } from './sale-facts.ts'

/**
 * Orders and refunds of a batch: the newest event time decides an order's state, its day is that of its earliest event. What is
 * merely new is added to the customers' measures; customers of changed orders, and `recount`, are measured anew.
 */
export async function projectOrders(
  tx: Tx,
  workspace: Workspace,
  events: LoggedEvent[],
  customerIds: string[],
  people: { numbers: Map<string, number>; created: Set<string>; recount: Set<string> },
  facts: Facts,
): Promise<void> {
  const { numbers, created, recount } = people
  const home = { currency: workspace.currency, dayOf: dayReader(workspace.timeZone) }
  const told = events.flatMap((event, i) => {
    const change = readOrder(event, home)
    return change ? [{ change, event, customerId: customerIds[i] ?? '' }] : []
  })
  const refunds = await insertRefunds(tx, workspace.workspaceId, readRefunds(events, customerIds, home))

  const before = await findOrders(tx, workspace.workspaceId, [...new Set(told.map((t) => t.change.orderId))])
  await addNumbers(
    tx,
    workspace.workspaceId,
    numbers,
    [...before.values()].map((order) => order.customerId),
  )
  const after = new Map<string, OrderRow>()
  for (const { change, event, customerId } of told) {
    const current = after.get(change.orderId) ?? before.get(change.orderId)
    after.set(change.orderId, applyChange(current, change, event, customerId))
  }
  const added = new Map<string, Added>()
  const addedTo = (customerId: string): Added => {
    const entry = added.get(customerId) ?? { customerId, orders: [], refundedMinor: 0 }
    added.set(customerId, entry)
    return entry
  }
  for (const order of after.values()) {
    const old = before.get(order.orderId)
    if (old && sameWorth(old, order)) continue
    if (old) takeBack(old, order, numbers, recount, facts)
    facts.sales.push(...orderFacts(order, numberOf(numbers, order.customerId), 1))
    if (old) recount.add(order.customerId)
    else if (isPurchase(order)) addedTo(order.customerId).orders.push(addition(order, workspace.currency))
  }
  for (const refund of refunds) {
    facts.sales.push(refundFact(refund, numberOf(numbers, refund.customerId), 1))
    if (refund.currency === workspace.currency) addedTo(refund.customerId).refundedMinor += refund.amountMinor
  }
  const additions = [...added.values()].filter((a) => !recount.has(a.customerId))
  const measured = await measure(tx, workspace.workspaceId, additions, created)
  await saveOrders(tx, workspace.workspaceId, [...after.values()])
  const recounted =
    recount.size > 0 ? await recountMeasures(tx, workspace.workspaceId, [...recount], workspace.currency) : []
  const counted = new Set([...measured, ...recounted].map((m) => m.customerId))
  const blank = [...created].filter((id) => !counted.has(id)).map(noMeasures)
  await saveMeasures(tx, workspace.workspaceId, [...measured, ...recounted, ...blank])
}

export function readRefunds(
  events: LoggedEvent[],
  customerIds: string[],
  home: Parameters<typeof readRefund>[1],
): RefundRow[] {
  return events.flatMap((event, i) => {
    const told = readRefund(event, home)
    if (!told) return []
    const { at, day, ...rest } = told
    return [
      {
        ...rest,
        refundId: event.messageKey,
        customerId: customerIds[i] ?? '',
        refundedAt: at,
        refundedOn: day,
        source: event.source,
        importId: event.importId,
      },
    ]
  })
}

export function applyChange(
  current: OrderRow | undefined,
  change: NonNullable<ReturnType<typeof readOrder>>,
  event: LoggedEvent,
  customerId: string,
): OrderRow {
  const told: OrderRow = {
    orderId: change.orderId,
    customerId,
    stateAt: change.at,
    orderedAt: change.at,
    orderedOn: change.day,
    currency: change.currency,
    revenueMinor: change.revenueMinor,
    costMinor: change.costMinor,
    items: change.items,
    source: event.source,
    importId: event.importId,
    cancelled: change.cancelled,
  }
  if (!current) return told
  const newest = change.at >= current.stateAt ? told : current
  const first = change.at < current.orderedAt ? told : current
  // A cancellation need not repeat what the order was worth.
  const worth = newest.cancelled && newest.revenueMinor === 0 ? (newest === told ? current : told) : newest
  return {
    ...newest,
    revenueMinor: worth.revenueMinor,
    costMinor: worth.costMinor,
    items: worth.items,
    currency: worth.currency,
    orderedAt: first.orderedAt,
    orderedOn: first.orderedOn,
    source: first.source,
    importId: first.importId,
  }
}

function sameWorth(a: OrderRow, b: OrderRow): boolean {
  return (
    a.customerId === b.customerId &&
    a.orderedAt === b.orderedAt &&
    a.orderedOn === b.orderedOn &&
    a.currency === b.currency &&
    a.revenueMinor === b.revenueMinor &&
    a.costMinor === b.costMinor &&
    a.items === b.items &&
    a.source === b.source &&
    a.cancelled === b.cancelled
  )
}

function takeBack(
  old: OrderRow,
  order: OrderRow,
  numbers: Map<string, number>,
  recount: Set<string>,
  facts: Facts,
): void {
  const number = numberOf(numbers, old.customerId)
  facts.sales.push(...orderFacts(old, number, -1))
  recount.add(old.customerId)
  if (!isPurchase(old)) return
  const gone =
    !isPurchase(order) ||
    old.customerId !== order.customerId ||
    old.orderedOn !== order.orderedOn ||
    old.source !== order.source ||
    old.currency !== order.currency
  if (gone) facts.repair.days.push(old.orderedOn)
  // An earlier event that arrives late moves the order to another hour of its day.
  if (gone || old.orderedAt !== order.orderedAt) facts.repair.customers.push(number)
}

export function addition(order: OrderRow, currency: string): Added['orders'][number] {
  const { orderedAt, orderedOn, revenueMinor, costMinor } = order
  return {
    at: orderedAt,
    day: orderedOn,
    revenueMinor,
    costMinor,
    home: order.currency === currency,
  }
}

async function measure(tx: Tx, workspaceId: string, added: Added[], created: Set<string>): Promise<Measures[]> {
  const old = added.filter((a) => !created.has(a.customerId))
  const known = await findVisitDays(
    tx,
    workspaceId,
    old.flatMap((a) => a.orders.map(() => a.customerId)),
    old.flatMap((a) => a.orders.map((order) => order.day)),
  )
  const found = await findMeasures(
    tx,
    workspaceId,
    old.map((a) => a.customerId),
  )
  const measures = new Map(found.map((m) => [m.customerId, m]))
  return added.map((a) => addToMeasures(measures.get(a.customerId) ?? noMeasures(a.customerId), a, known))
}

async function addNumbers(
  tx: Tx,
  workspaceId: string,
  numbers: Map<string, number>,
  customerIds: string[],
): Promise<void> {
  const missing = [...new Set(customerIds)].filter((id) => !numbers.has(id))
  if (missing.length === 0) return
  for (const [id, number] of await findNumbers(tx, workspaceId, missing)) numbers.set(id, number)
}

function numberOf(numbers: Map<string, number>, customerId: string): number {
  const number = numbers.get(customerId)
  if (number === undefined) throw new Error('A customer of the batch has no number')
  return number
}
