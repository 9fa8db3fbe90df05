import type { Facts } from '#modules/events'
import type { Tx } from '#platform/postgres'
import type { Merge } from '../identity/resolve-people.ts'
import { findOrdersOf, findRefundsOf, moveSales } from './orders.repo.ts'
import { isPurchase, orderFacts, refundFact } from './sale-facts.ts'

/** Gives the purchases of people who were joined to who remains, here and in what ClickHouse counts. */
export async function mergeSales(
  tx: Tx,
  workspaceId: string,
  merges: Merge[],
  numbers: Map<string, number>,
  recount: Set<string>,
  facts: Facts,
): Promise<void> {
  const target = new Map(merges.map((merge) => [merge.from, merge.into]))
  const from = [...target.keys()]
  const orders = await findOrdersOf(tx, workspaceId, from)
  const refunds = await findRefundsOf(tx, workspaceId, from)
  if (orders.length === 0 && refunds.length === 0) return
  for (const order of orders) {
    const old = numbers.get(order.customerId) ?? 0
    const into = target.get(order.customerId) ?? order.customerId
    facts.sales.push(...orderFacts(order, old, -1), ...orderFacts(order, numbers.get(into) ?? 0, 1))
    if (!isPurchase(order)) continue
    facts.repair.customers.push(old)
    facts.repair.days.push(order.orderedOn)
  }
  for (const refund of refunds) {
    const into = target.get(refund.customerId) ?? refund.customerId
    facts.sales.push(
      refundFact(refund, numbers.get(refund.customerId) ?? 0, -1),
      refundFact(refund, numbers.get(into) ?? 0, 1),
    )
  }
  await moveSales(tx, workspaceId, merges)
  for (const merge of merges) recount.add(merge.from).add(merge.into)
}
