import { makeSellingNow } from './bestsellers.ts'
import { forEachOwn } from './own-history.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** The items of one category that somebody turned to at all, best first, each with its weight. */
type CategoryList = { items: number[]; weights: number[] }

/**
 * The first `most` items of each category by their weight, ties to the lower item; those without a weight are left out. Under −1
 * are the first of all, whatever their category. `category` has one entry an item, −1 for none.
 */
export function listByCategory(weights: Float64Array, category: Int32Array, most: number): Map<number, CategoryList> {
  const lists = new Map<number, CategoryList>()
  const ranked = [...weights.keys()]
    .filter((item) => (weights[item] ?? 0) > 0)
    .sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0) || a - b)
  const add = (place: number, item: number): void => {
    const list = lists.get(place) ?? { items: [], weights: [] }
    lists.set(place, list)
    if (list.items.length >= most) return
    list.items.push(item)
    list.weights.push(weights[item] ?? 0)
  }
  for (const item of ranked) {
    add(-1, item)
    const own = category[item] ?? -1
    if (own >= 0) add(own, item)
  }
  return lists
}

/** How often each item is looked at, of which a look `halfLife` days ago counts half. The same for everybody. */
export function viewsNow(views: PurchaseLog, halfLife = 14): Float64Array {
  const weights = new Float64Array(views.items)
  makeSellingNow(views, halfLife)(-1, weights)
  return weights
}

/**
 * Most viewed in category: what is looked at most in the category this person turned to last comes first, by `viewsNow`; then, below
 * all of these, what is looked at most elsewhere. `views` is a log of views (of purchases where no views are known). Who is new, or has
 * only turned to items without a category, gets what is looked at most of all.
 */
export function makeMostViewed(views: PurchaseLog, category: Int32Array, halfLife = 14): Score {
  const weights = viewsNow(views, halfLife)
  const most = weights.reduce((largest, weight) => Math.max(largest, weight), 0) || 1
  return (user, scores) => {
    const wanted = latestCategory(views, category, user)
    for (const [item, weight] of weights.entries()) {
      const isWithin = wanted >= 0 && category[item] === wanted && weight > 0
      scores[item] = weight / most + (isWithin ? 1 : 0)
    }
  }
}

/** Of what somebody turned to last; of several at once that of the lower item. −1: none. */
function latestCategory(views: PurchaseLog, category: Int32Array, user: number): number {
  let [found, latest, lowest] = [-1, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
  forEachOwn(views, user, (item, at) => {
    const own = category[item] ?? -1
    const when = views.userLast[at] ?? 0
    if (own < 0 || when < latest || (when === latest && item > lowest)) return
    found = own
    latest = when
    lowest = item
  })
  return found
}
