import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** For each item its `width` weightiest others, −1 where there are fewer. A weight below 0 speaks against. */
export type Neighbours = { width: number; item: Int32Array; weight: Float32Array }

export function noNeighbours(items: number, width: number): Neighbours {
  return { width, item: new Int32Array(items * width).fill(-1), weight: new Float32Array(items * width) }
}

/** Puts the weightiest of some others, for or against, into the places of one item. `weights` has an entry for each item. */
export function setNeighbours(
  neighbours: Neighbours,
  item: number,
  others: ArrayLike<number>,
  weights: Float64Array,
): void {
  const { width } = neighbours
  for (const [at, other] of pickWeightiest(others, weights, width).entries()) {
    neighbours.item[item * width + at] = other
    neighbours.weight[item * width + at] = weights[other] as number
  }
}

/** The `most` items with the largest weights, for or against, the largest first; ties go to the lower item. 0 and what is not finite is left out. */
export function pickWeightiest(items: ArrayLike<number>, weights: Float64Array, most: number): number[] {
  const best: number[] = []
  const size = (item: number) => Math.abs(weights[item] as number)
  const isBefore = (one: number, other: number) => size(one) > size(other) || (size(one) === size(other) && one < other)
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as number
    const own = size(item)
    if (!(own > 0 && own < Number.POSITIVE_INFINITY)) continue
    if (best.length === most && !isBefore(item, best[most - 1] as number)) continue
    let at = best.length < most ? best.length : most - 1
    while (at > 0 && isBefore(item, best[at - 1] as number)) {
      best[at] = best[at - 1] as number
      at--
    }
    best[at] = item
  }
  return best
}

/** Of so many products that a customer turned to last, others are reckoned. */
export const mostOwn = 60

/** An item is worth the weights with which what the customer turned to last leads to it: the same sum as from a few rows of a table. */
export function scoreNeighbours(log: PurchaseLog, { width, item, weight }: Neighbours): Score {
  return (user, scores) => {
    scores.fill(0)
    const own: { item: number; last: number }[] = []
    forEachOwn(log, user, (one, at) => own.push({ item: one, last: log.userLast[at] ?? 0 }))
    if (own.length > mostOwn) own.sort((a, b) => b.last - a.last || a.item - b.item)
    for (const { item: one } of own.slice(0, mostOwn)) {
      for (let at = one * width; at < (one + 1) * width; at++) {
        const other = item[at] as number
        if (other < 0) break
        scores[other] = (scores[other] as number) + (weight[at] as number)
      }
    }
  }
}
