/**
 * Recommendations: what a customer will buy again, and what they could discover.
 *
 * In: `Interactions`, lines of (user, item, time in days) with users and items as numbers from 0. Out: a `Score`, which gives every item
 * a finite number for one user; `pickBest` takes the top, ties to the lower item, with a mask for what must not be shown (owned, out of stock,
 * other categories). Nothing throws: users and items without history get zeros or what sells.
 * EASE is Steck 2019, item-kNN Sarwar et al. 2001; fitting EASE is n³/2 multiplications, so a server runs it in a worker.
 */
export type { Weights } from './choose-weights.ts'
export { type Compared, compareModels } from './compare-models.ts'
export { evaluate, type Quality, type Task } from './evaluate.ts'
export { type Extras, makeBlend, singleModels, weighOnPast } from './make-models.ts'
export { listByCategory, makeMostViewed } from './most-viewed.ts'
export { mostOwn, type Neighbours } from './neighbours.ts'
export { pickBest } from './pick-best.ts'
export { buildLog, type Interactions, type PurchaseLog } from './purchase-log.ts'
export type { Score } from './score.ts'
export { listLength, type ShopData, type ShopModel, type TaskReport, trainShop } from './train-shop.ts'
