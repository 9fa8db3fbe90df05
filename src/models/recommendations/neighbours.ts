import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** For each item its `width` weightiest others, −1 where there are fewer. A weight below 0 speaks against. */
export type Neighbours = { width: number; item: Int32Array; weight: Float32Array }

export function noNeighbours(items: number, width: number): Neighbours {
  return { width, item: new Int32Array(items * width).fill(-1), weight: new Float32Array(items * width) }
}

/** Puts the weightiest candidates, for or against, into the places of one item; ties go to the lower item. */
export function setNeighbours(
  neighbours: Neighbours,
  item: number,
  candidates: readonly { item: number; weight: number }[],
): void {
  const { width } = neighbours
  const best = candidates.filter(({ weight }) => weight !== 0 && Number.isFinite(weight))
  best.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.item - b.item)
  for (const [at, { item: other, weight }] of best.slice(0, width).entries()) {
    neighbours.item[item * width + at] = other
    neighbours.weight[item * width + at] = weight
  }
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
