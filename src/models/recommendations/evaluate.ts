import { forEachOwn } from './own-history.ts'
import { pickBest } from './pick-best.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** new: what the customer already bought is neither recommended nor relevant. repurchase: everything counts. */
export type Task = 'new' | 'repurchase'

export type Quality = {
  ndcg10: number
  recall10: number
  /** share of all items that was recommended to anybody */
  coverage: number
  /** users with something relevant; the others are skipped */
  users: number
  /** of those, users who turned to at least one of the ten */
  reached: number
  /** relevant items of all users, and how many of them were among the ten */
  relevant: number
  hits: number
}

export const depth = 10

/** Marks what a user has, for pickBest; `undefined` for the task in which nothing is left out. */
export function leftOut(log: PurchaseLog, user: number, task: Task): Uint8Array | undefined {
  if (task === 'repurchase') return undefined
  const marks = new Uint8Array(log.items)
  forEachOwn(log, user, (item) => {
    marks[item] = 1
  })
  return marks
}

/** Items a user turned to later that count for the task. */
export function relevantItems(later: ReadonlySet<number>, left: Uint8Array | undefined): Set<number> {
  return new Set([...later].filter((item) => left?.[item] !== 1))
}

/** Discounted gain of the first ten over the best possible one (binary relevance; Järvelin & Kekäläinen 2002). */
export function ndcgOf(ranked: readonly number[], relevant: ReadonlySet<number>): number {
  let gain = 0
  let ideal = 0
  for (let rank = 0; rank < depth; rank++) {
    const discount = 1 / Math.log2(rank + 2)
    if (rank < relevant.size) ideal += discount
    const item = ranked[rank]
    if (item !== undefined && relevant.has(item)) gain += discount
  }
  return ideal > 0 ? gain / ideal : 0
}

/** Adds up how well ten items for each user foretold what they turned to later. */
export function qualityKeeper(items: number): {
  add: (ranked: readonly number[], relevant: ReadonlySet<number>) => void
  quality: () => Quality
} {
  const shown = new Uint8Array(items)
  let [ndcg, recall, users, reached, relevantOfAll, hits] = [0, 0, 0, 0, 0, 0]
  return {
    add: (ranked, relevant) => {
      for (const item of ranked) shown[item] = 1
      const found = ranked.filter((item) => relevant.has(item)).length
      ndcg += ndcgOf(ranked, relevant)
      recall += found / relevant.size
      relevantOfAll += relevant.size
      hits += found
      if (found > 0) reached++
      users++
    },
    quality: () => {
      const mean = (sum: number) => (users > 0 ? sum / users : 0)
      const coverage = items > 0 ? shown.reduce((sum, one) => sum + one, 0) / items : 0
      return { ndcg10: mean(ndcg), recall10: mean(recall), coverage, users, reached, relevant: relevantOfAll, hits }
    },
  }
}

/** How well a model foretells what users of the log turned to later. */
export function evaluate(
  log: PurchaseLog,
  score: Score,
  later: ReadonlyMap<number, ReadonlySet<number>>,
  task: Task,
): Quality {
  const scores = new Float64Array(log.items)
  const { add, quality } = qualityKeeper(log.items)
  for (const [user, items] of later) {
    const left = leftOut(log, user, task)
    const relevant = relevantItems(items, left)
    if (relevant.size === 0) continue
    score(user, scores)
    add(pickBest(scores, depth, left), relevant)
  }
  return quality()
}
