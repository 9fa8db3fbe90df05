import { buyersOf } from './bestsellers.ts'
import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/**
 * The most bought (or viewed) of the categories this customer turns to, in proportion. `category` has one entry an item, −1 for none.
 * A newcomer gets every category's favourites by their number of buyers.
 */
export function makeCategoryFavourites(log: PurchaseLog, category: Int32Array): Score {
  const buyers = buyersOf(log)
  const categories = category.reduce((most, c) => Math.max(most, c + 1), 0)
  const most = new Float64Array(categories).fill(1)
  for (const [item, c] of category.entries()) if (c >= 0) most[c] = Math.max(most[c] ?? 1, buyers[item] ?? 0)
  const interest = new Float64Array(categories)
  return (user, scores) => {
    interest.fill(0)
    let lines = 0
    forEachOwn(log, user, (item, at) => {
      const c = category[item] ?? -1
      if (c < 0) return
      interest[c] = (interest[c] ?? 0) + (log.userCount[at] ?? 0)
      lines += log.userCount[at] ?? 0
    })
    if (lines === 0) return scores.set(buyers)
    for (const [item, c] of category.entries())
      scores[item] = c < 0 ? 0 : ((interest[c] ?? 0) / lines) * ((buyers[item] ?? 0) / (most[c] ?? 1))
  }
}
