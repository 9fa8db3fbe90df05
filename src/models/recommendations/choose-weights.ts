import { leftOut, ndcgOf, relevantItems, type Task } from './evaluate.ts'
import { forEachOwn } from './own-history.ts'
import { pickBest } from './pick-best.ts'
import type { PurchaseLog } from './purchase-log.ts'
import type { Score } from './score.ts'

/** How much each model counts; scores are divided by their largest before they are weighed. */
export type Weights = Record<string, number>

type Case = { left: Uint8Array | undefined; relevant: Set<number>; scores: Float32Array[] }

const cellsAtMost = 1_200_000
const steps = [0, 0.03, 0.1, 0.3, 1, 3]
const rounds = 2
/** A weight changes only for a gain of so much, or noise would choose. */
const worthwhile = 1.002

/**
 * Weights under which a sum of models foretells best what users turned to later (NDCG@10): from the best single model, one weight at a time.
 * Looks at a sample of the users, spread evenly, so that the time stays bounded. Without anything to foretell every model counts alike.
 */
export function chooseWeights(
  log: PurchaseLog,
  models: ReadonlyMap<string, Score>,
  later: ReadonlyMap<number, ReadonlySet<number>>,
  task: Task,
): Weights {
  const names = [...models.keys()]
  const cases = gatherCases(log, [...models.values()], later, task)
  if (cases.length === 0) return Object.fromEntries(names.map((name) => [name, 1]))
  const alone = names.map((_, m) => qualityOf(cases, log.items, only(names.length, m)))
  let best = Math.max(...alone)
  let weights = only(names.length, alone.indexOf(best))
  for (let round = 0; round < rounds; round++)
    for (const m of names.keys())
      for (const step of steps) {
        const tried = weights.map((weight, i) => (i === m ? step : weight))
        if (step === weights[m] || tried.every((weight) => weight === 0)) continue
        const quality = qualityOf(cases, log.items, tried)
        if (quality <= best * worthwhile) continue
        best = quality
        weights = tried
      }
  return Object.fromEntries(names.map((name, m) => [name, weights[m] ?? 0]))
}

/** Adds scores, divided by the largest of them that is not left out, so that models can be added up. All are finite. */
export function addNormalised(
  sum: Float64Array,
  scores: Float64Array,
  weight: number,
  left: Uint8Array | undefined,
): void {
  const largest = largestOf(scores, left) || 1
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * ((scores[i] as number) / largest)
}

function largestOf(scores: Float64Array, left: Uint8Array | undefined): number {
  let largest = 0
  for (let i = 0; i < scores.length; i++) {
    const size = Math.abs(scores[i] as number)
    if (size > largest && left?.[i] !== 1) largest = size
  }
  return largest
}

function gatherCases(
  log: PurchaseLog,
  models: Score[],
  later: ReadonlyMap<number, ReadonlySet<number>>,
  task: Task,
): Case[] {
  const users = [...later.keys()].filter((user) => {
    let known = false
    forEachOwn(log, user, () => {
      known = true
    })
    return known
  })
  const every = Math.max(1, Math.ceil((users.length * Math.max(1, log.items)) / cellsAtMost))
  const scores = new Float64Array(log.items)
  const cases: Case[] = []
  for (const user of users.filter((_, i) => i % every === 0)) {
    const left = leftOut(log, user, task)
    const relevant = relevantItems(later.get(user) ?? new Set(), left)
    if (relevant.size === 0) continue
    const normalised = models.map((score) => {
      score(user, scores)
      const largest = largestOf(scores, left) || 1
      return Float32Array.from(scores, (value) => value / largest)
    })
    cases.push({ left, relevant, scores: normalised })
  }
  return cases
}

function qualityOf(cases: Case[], items: number, weights: number[]): number {
  const sum = new Float64Array(items)
  let quality = 0
  for (const { left, relevant, scores } of cases) {
    sum.fill(0)
    for (const [m, weight] of weights.entries()) {
      const own = scores[m]
      if (weight !== 0 && own) for (let i = 0; i < items; i++) sum[i] = (sum[i] as number) + weight * (own[i] as number)
    }
    quality += ndcgOf(pickBest(sum, 10, left), relevant)
  }
  return quality / cases.length
}

function only(count: number, one: number): number[] {
  return Array.from({ length: count }, (_, m) => (m === one ? 1 : 0))
}
