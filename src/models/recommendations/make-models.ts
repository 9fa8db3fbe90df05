import { makeBestsellers, makeSellingNow } from './bestsellers.ts'
import { makeCategoryFavourites } from './category-favourites.ts'
import { addNormalised, chooseWeights, type Weights } from './choose-weights.ts'
import { makeEase } from './ease/make-ease.ts'
import { leftOut, type Task } from './evaluate.ts'
import { makeItemKnn } from './item-knn.ts'
import { keepMostBought } from './keep-most-bought.ts'
import { makeMostViewed } from './most-viewed.ts'
import { makeOwnHabits, makeOwnHistory, makeRecentlySeen } from './own-history.ts'
import { buildLog, type Interactions, type PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'
import { splitPast } from './split-past.ts'

export type Extras = {
  /** one entry an item, −1 for none */
  category?: Int32Array
  mostEaseItems?: number
}

/** Weights are found on so many of the most bought items: the same answer for a tenth of the time. */
const itemsForWeights = 1500
/** Where all other models say nothing, as for a newcomer, what others buy decides. */
const leastBestsellers = 1e-9

/** Every single model by its name, each fitted when it is called. */
export function singleModels(
  log: PurchaseLog,
  { category, mostEaseItems = 4000 }: Extras = {},
): Map<string, () => Score> {
  const makers = new Map<string, () => Score>([
    ['ownHistory', () => makeOwnHistory(log)],
    ['ownHabits', () => makeOwnHabits(log)],
    ['recentlySeen', () => makeRecentlySeen(log)],
    ['bestsellers', () => makeBestsellers(log)],
    ['sellingNow', () => makeSellingNow(log)],
    ['itemKnn', () => makeItemKnn(log)],
    ['ease', () => makeEase(log, { mostItems: mostEaseItems })],
  ])
  if (category) {
    makers.set('categoryFavourites', () => makeCategoryFavourites(log, category))
    makers.set('mostViewed', () => makeMostViewed(log, category))
  }
  return makers
}

/** Weights of the single models per task, chosen by what they would have foretold of the log's own last part. */
export function weighOnPast(lines: Interactions, extras: Extras = {}): Record<Task, Weights> {
  const kept = keepMostBought(lines, itemsForWeights)
  const { past, later } = splitPast(kept.lines)
  const log = buildLog(past)
  const { category } = extras
  const own = category ? { category: kept.members.map((item) => category[item] ?? -1) } : {}
  const models = new Map([...singleModels(log, own)].map(([name, make]) => [name, make()]))
  return {
    new: chooseWeights(log, models, later, 'new'),
    repurchase: chooseWeights(log, models, later, 'repurchase'),
  }
}

/** The weighted sum of fitted models, each first divided by its largest score among what may be recommended. */
export function makeBlend(log: PurchaseLog, models: ReadonlyMap<string, Score>, weights: Weights, task: Task): Score {
  const members = [...models].flatMap(([name, score]) => {
    const weight = weightInBlend(name, weights)
    return weight > 0 ? [{ score, weight }] : []
  })
  const one = new Float64Array(log.items)
  return (user, scores) => {
    const left = leftOut(log, user, task)
    scores.fill(0)
    for (const { score, weight } of members) {
      score(user, one)
      addNormalised(scores, one, weight, left)
    }
  }
}

/** Above 0 for those that take part. */
export function weightInBlend(name: string, weights: Weights): number {
  return Math.max(weights[name] ?? 0, name === 'bestsellers' ? leastBestsellers : 0)
}
