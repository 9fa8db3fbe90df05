import type { ImportProgress } from '#contract/imports'
import type { CanonicalEvent } from '#modules/events'
import { type BuiltOrder, buildBucket } from './build-orders.ts'
import type { ImportContext } from './import-context.ts'
import type { Checkpoint } from './imports.repo.ts'
import { type Group, mostBytes, mostEvents } from './write-groups.ts'

/** The orders of all buckets from the checkpoint on, in groups to be committed. */
export async function* groupOrders(context: ImportContext, from: Checkpoint): AsyncGenerator<Group> {
  for (let bucket = from.bucket ?? 0; bucket < (from.spilled?.buckets ?? 0); bucket++) {
    const build = await buildBucket(context, bucket)
    let skip = bucket === from.bucket ? (from.ordersDone ?? 0) : 0
    let ordersDone = skip
    let group = newGroup()
    const close = (): Group => {
      const { events, orders } = group
      group = newGroup()
      return {
        events,
        checkpoint: { ...from, bucket, ordersDone },
        counted: (progress) => {
          for (const order of orders) countOrder(progress, order)
        },
      }
    }
    for (const order of build()) {
      if (skip-- > 0) continue
      ordersDone++
      group.events.push(...order.events)
      group.orders.push(order)
      group.size += order.size
      // An order is up to three events.
      if (group.events.length > mostEvents - 3 || group.size > mostBytes) yield close()
    }
    if (group.orders.length > 0) yield close()
  }
}

const newGroup = (): { events: CanonicalEvent[]; orders: BuiltOrder[]; size: number } => ({
  events: [],
  orders: [],
  size: 0,
})

export function countOrder(progress: ImportProgress, order: BuiltOrder): void {
  if (order.isOrder) progress.orders++
  if (order.isRefund) progress.refunds++
  if (order.zeroLines === 0) return
  progress.rowsUsed -= order.zeroLines
  progress.skipped.zero_total = (progress.skipped.zero_total ?? 0) + order.zeroLines
}
