import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** Buyers of each item, each counted once. The same for everybody; the answer for newcomers. */
export function makeBestsellers(log: PurchaseLog): Score {
  const buyers = buyersOf(log)
  return (_, scores) => scores.set(buyers)
}

/** Lines of each item, of which one that is `halfLife` days old counts half: what sells now. */
export function makeSellingNow(log: PurchaseLog, halfLife = 14): Score {
  const sold = new Float64Array(log.items)
  for (const [line, item] of log.item.entries())
    sold[item] = (sold[item] ?? 0) + 2 ** (((log.time[line] ?? log.end) - log.end) / halfLife)
  return (_, scores) => scores.set(sold)
}

export function buyersOf({ items, itemStart }: PurchaseLog): Float64Array {
  return Float64Array.from({ length: items }, (_, i) => (itemStart[i + 1] ?? 0) - (itemStart[i] ?? 0))
}
