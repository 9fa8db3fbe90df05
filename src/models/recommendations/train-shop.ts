import { makeBestsellers, makeSellingNow } from './bestsellers.ts'
import { chooseWeights, type Weights } from './choose-weights.ts'
import { findEaseNeighbours } from './ease/make-ease.ts'
import { evaluate, type Quality, type Task } from './evaluate.ts'
import { findNearest } from './item-knn.ts'
import { makeBlend } from './make-models.ts'
import { viewsNow } from './most-viewed.ts'
import { type Neighbours, scoreNeighbours } from './neighbours.ts'
import { makeOwnHistory, makeRecentlySeen } from './own-history.ts'
import { pickBest } from './pick-best.ts'
import { buildLog, type Interactions, type PurchaseLog } from './purchase-log.ts'
import { countRepeats, type Repeats } from './repeats.ts'
import type { Score } from './score.ts'
import { splitPast } from './split-past.ts'

export type ShopData = {
  /** a line a day on which a customer bought an item; times in days */
  bought: Interactions
  /** for each line the order it was in, from 0 */
  order: Int32Array
  orders: number
  /** what customers looked at */
  viewed: Interactions
}

export type TaskReport = {
  /** what the shop's customers turned to later, foretold by each way */
  models: Record<string, Quality>
  /** weights of the parts in use */
  weights: Weights
  used: 'blend' | 'simple'
  /** why a simple way is in use: too little past to tell, or it foretold better */
  reason: 'too_few' | 'simple_better' | null
}

export type ShopModel = {
  next: Neighbours
  similar: Neighbours
  together: Neighbours
  bestsellers: Float64Array
  sellingNow: Float64Array
  mostViewed: Float64Array
  repeats: Repeats
  tasks: Record<Task, TaskReport>
  /** customers whose later purchases were foretold, and the days these purchases span */
  tested: { customers: number; fromDay: number; toDay: number }
}

export type TrainSettings = { mostEaseItems?: number }

const nextWidth = 100
const shownWidth = 50
export const listLength = 200
/** EASE takes the cube of its items; the test on the past does with fewer, which costs it little. */
const testedEaseItems = 1500
const leastTested = 30
const leastViews = 1000
const simple: Record<Task, string> = { new: 'sellingNow', repurchase: 'ownHistory' }
const untested: Record<Task, Weights> = {
  new: { next: 1, sellingNow: 0.3 },
  repurchase: { ownHistory: 1, recentlySeen: 0.3, next: 0.1, sellingNow: 0.03 },
}

/**
 * Everything a shop answers from: lists of neighbours, bestsellers, what is bought again, and how its parts are weighed. What it is worth is
 * told from the last fifth of the past, foretold from the rest: on half of those customers the weights are chosen, on the others measured.
 */
export function trainShop(
  data: ShopData,
  { mostEaseItems = 2500 }: TrainSettings = {},
  onStep?: (done: number) => void,
): ShopModel {
  const { bought, viewed } = data
  const { past, later } = splitPast(bought)
  const tasks = testOnPast(buildLog(past), later, Math.min(mostEaseItems, testedEaseItems))
  onStep?.(0.5)
  const log = buildLog(bought)
  const next = findNext(log, mostEaseItems)
  onStep?.(0.8)
  const seen = buildLog(viewed.user.length >= leastViews ? viewed : bought)
  const model = {
    next,
    similar: findNearest(seen, shownWidth),
    together: findNearest(buildLog({ ...bought, users: data.orders, user: data.order }), shownWidth, {
      shrink: 5,
      least: 2,
    }),
    bestsellers: everybody(makeBestsellers(log), log.items),
    sellingNow: everybody(makeSellingNow(log), log.items),
    mostViewed: viewsNow(buildLog(viewed)),
    repeats: countRepeats(bought),
    tasks,
    tested: { customers: later.size, fromDay: past.time.reduce((a, b) => Math.max(a, b), 0), toDay: log.end },
  }
  onStep?.(1)
  return model
}

function everybody(score: Score, items: number): Float64Array {
  const scores = new Float64Array(items)
  score(-1, scores)
  return scores
}

/** EASE for the most bought; the others have too few buyers for it and get those bought by the same customers, on the same scale. */
export function findNext(log: PurchaseLog, mostEaseItems: number): Neighbours {
  const next = findEaseNeighbours(log, nextWidth, { mostItems: mostEaseItems })
  if (log.items <= mostEaseItems) return next
  const nearest = findNearest(log, nextWidth)
  const scale = meanTop(next) / (meanTop(nearest) || 1)
  for (let item = 0; item < log.items; item++) {
    const at = item * nextWidth
    if (next.item[at] !== -1) continue
    next.item.set(nearest.item.subarray(at, at + nextWidth), at)
    next.weight.set(
      nearest.weight.subarray(at, at + nextWidth).map((weight) => weight * scale),
      at,
    )
  }
  return next
}

function meanTop({ width, item, weight }: Neighbours): number {
  let sum = 0
  let count = 0
  for (let at = 0; at < item.length; at += width) {
    if (item[at] === -1) continue
    sum += Math.abs(weight[at] as number)
    count++
  }
  return count > 0 ? sum / count : 1
}

/** The parts that an answer is made of, exactly as it reads them: lists end where the stored ones end. */
export function shopParts(log: PurchaseLog, next: Neighbours): Map<string, Score> {
  return new Map([
    ['next', scoreNeighbours(log, next)],
    ['sellingNow', cut(makeSellingNow(log), log.items)],
    ['bestsellers', cut(makeBestsellers(log), log.items)],
    ['ownHistory', makeOwnHistory(log)],
    ['recentlySeen', makeRecentlySeen(log)],
  ])
}

function cut(score: Score, items: number): Score {
  const all = everybody(score, items)
  const kept = new Float64Array(items)
  for (const item of pickBest(all, listLength)) kept[item] = all[item] ?? 0
  return (_, scores) => scores.set(kept)
}

function testOnPast(
  log: PurchaseLog,
  later: Map<number, Set<number>>,
  mostEaseItems: number,
): Record<Task, TaskReport> {
  const known = [...later].filter(([user]) => (log.userStart[user + 1] ?? 0) > (log.userStart[user] ?? 0))
  const choosing = new Map(known.filter((_, i) => i % 2 === 0))
  const measuring = new Map(known.filter((_, i) => i % 2 === 1))
  const parts = shopParts(log, findNext(log, mostEaseItems))
  const report = (task: Task): TaskReport => {
    const allowed =
      task === 'new'
        ? new Map([...parts].filter(([name]) => !name.startsWith('own') && name !== 'recentlySeen'))
        : parts
    const weights = measuring.size < leastTested ? untested[task] : chooseWeights(log, allowed, choosing, task)
    const models: Record<string, Quality> = {}
    for (const [name, score] of allowed) models[name] = evaluate(log, score, measuring, task)
    models.blend = evaluate(log, makeBlend(log, allowed, weights, task), measuring, task)
    if (measuring.size < leastTested) return { models, weights, used: 'blend', reason: 'too_few' }
    const loses = (models[simple[task]]?.ndcg10 ?? 0) > models.blend.ndcg10
    return loses
      ? { models, weights: { [simple[task]]: 1 }, used: 'simple', reason: 'simple_better' }
      : { models, weights, used: 'blend', reason: null }
  }
  return { new: report('new'), repurchase: report('repurchase') }
}
