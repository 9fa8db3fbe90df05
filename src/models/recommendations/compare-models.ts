import { addNormalised, type Weights } from './choose-weights.ts'
import { depth, leftOut, type Quality, qualityKeeper, relevantItems, type Task } from './evaluate.ts'
import { weightInBlend } from './make-models.ts'
import { pickBest } from './pick-best.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** `rankSeconds` is what the ten for one user took on average. */
export type Compared = Quality & { rankSeconds: number }

const tasks: Task[] = ['new', 'repurchase']

/**
 * How well each model, and their weighted sums under `blend`, foretell what users of the log turned to later. Each model scores a user
 * once, whatever its scores are then used for.
 */
export function compareModels(
  log: PurchaseLog,
  models: ReadonlyMap<string, Score>,
  weights: Record<Task, Weights>,
  later: ReadonlyMap<number, ReadonlySet<number>>,
): Map<string, Record<Task, Compared>> {
  const single = [...models].map(([name, score]) => ({
    name,
    score,
    scores: new Float64Array(log.items),
    scoreMs: 0,
    weight: { new: weightInBlend(name, weights.new), repurchase: weightInBlend(name, weights.repurchase) },
    measured: measures(log.items),
  }))
  const blend = { scores: new Float64Array(log.items), measured: measures(log.items) }
  for (const [user, items] of later) {
    const asked = tasks.flatMap((task) => {
      const left = leftOut(log, user, task)
      const relevant = relevantItems(items, left)
      return relevant.size > 0 ? [{ task, left, relevant }] : []
    })
    if (asked.length === 0) continue
    for (const one of single) {
      const began = performance.now()
      one.score(user, one.scores)
      one.scoreMs = performance.now() - began
      for (const { task, left, relevant } of asked) {
        const from = performance.now()
        const ranked = pickBest(one.scores, depth, left)
        one.measured[task].add(ranked, relevant, one.scoreMs + performance.now() - from)
      }
    }
    for (const { task, left, relevant } of asked) {
      const members = single.filter(({ weight }) => weight[task] > 0)
      const from = performance.now() - members.reduce((sum, { scoreMs }) => sum + scoreMs, 0)
      blend.scores.fill(0)
      for (const { scores, weight } of members) addNormalised(blend.scores, scores, weight[task], left)
      blend.measured[task].add(pickBest(blend.scores, depth, left), relevant, performance.now() - from)
    }
  }
  const both = ({ new: fresh, repurchase }: Measures) => ({ new: fresh.told(), repurchase: repurchase.told() })
  return new Map([
    ...single.map(({ name, measured }) => [name, both(measured)] as const),
    ['blend', both(blend.measured)] as const,
  ])
}

type Measures = Record<Task, ReturnType<typeof measure>>

function measures(items: number): Measures {
  return { new: measure(items), repurchase: measure(items) }
}

function measure(items: number) {
  const keeper = qualityKeeper(items)
  let ms = 0
  return {
    add: (ranked: number[], relevant: ReadonlySet<number>, took: number) => {
      keeper.add(ranked, relevant)
      ms += took
    },
    told: (): Compared => {
      const quality = keeper.quality()
      return { ...quality, rankSeconds: quality.users > 0 ? ms / 1000 / quality.users : 0 }
    },
  }
}
