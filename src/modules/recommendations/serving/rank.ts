import { mostOwn, type Weights } from '#models/recommendations'
import type { Habit, History } from '../products/history.ts'
import { isDue, usualGap } from './due.ts'
import type { Candidate, ShownProduct } from './sources.repo.ts'

/** A product with why it is shown. */
export type Ranked = {
  productId: string
  kind: 'bought' | 'viewed' | 'usual' | 'again' | 'bestseller'
  because: string | null
  days: number | null
}

const day = 86_400_000

/** What somebody turned to last, from which the rest follows; bought counts before looked at. */
export function ownProducts(history: History): string[] {
  const entries = Object.entries(history)
  const latest = (at: 2 | 3) =>
    entries
      .filter(([, habit]) => habit[at] > 0)
      .sort(([a, one], [b, other]) => other[at] - one[at] || (a < b ? -1 : 1))
      .map(([id]) => id)
  return [...new Set([...latest(2), ...latest(3)])].slice(0, mostOwn)
}

/** What somebody could discover: nothing they have; each part divided by its largest and weighed, as in training. */
export function rankNew(
  history: History,
  parts: { next: Candidate[]; sellingNow: Candidate[]; bestsellers: Candidate[] },
  weights: Weights,
): Ranked[] {
  const found = new Map<string, { score: number; because: string | null }>()
  const isOwned = (id: string): boolean => (history[id]?.[0] ?? 0) > 0
  for (const part of ['next', 'sellingNow', 'bestsellers'] as const) {
    const weight = Math.max(weights[part] ?? 0, part === 'bestsellers' ? 1e-9 : 0)
    const candidates = parts[part].filter(({ productId }) => !isOwned(productId))
    const largest = candidates.reduce((most, one) => Math.max(most, one.weight), 0)
    if (weight === 0 || largest === 0) continue
    for (const { productId, weight: own, because } of candidates) {
      const known = found.get(productId)
      const score = (known?.score ?? 0) + (weight * own) / largest
      found.set(productId, { score, because: known?.because ?? because })
    }
  }
  return [...found]
    .sort(([a, one], [b, other]) => other.score - one.score || (a < b ? -1 : 1))
    .map(([productId, { because }]) => ({
      productId,
      kind: because === null ? 'bestseller' : (history[because]?.[0] ?? 0) > 0 ? 'bought' : 'viewed',
      because,
      days: null,
    }))
}

/** What somebody buys again and again, and is about to run out of. */
export function rankAgain(
  history: History,
  products: Map<string, ShownProduct>,
  weights: Weights,
  now: number,
): Ranked[] {
  const own = Object.entries(history).filter(([id, habit]) => {
    const product = products.get(id)
    return habit[0] > 0 && product !== undefined && isDue(habit, product, now)
  })
  const often = largest(own.map(([, [bought]]) => bought))
  const recency = (habit: Habit): number => 1 / (1 + Math.max(0, now - habit[2]) / day)
  const recent = largest(own.map(([, habit]) => recency(habit)))
  const scoreOf = (habit: Habit): number =>
    Math.max(weights.ownHistory ?? 0, 1e-6) * (habit[0] / often) +
    (weights.recentlySeen ?? 0) * (recency(habit) / recent)
  return own
    .map(([id, habit]) => ({ id, habit, score: scoreOf(habit) }))
    .sort((a, b) => b.score - a.score || b.habit[2] - a.habit[2] || (a.id < b.id ? -1 : 1))
    .map(({ id, habit }) => ({
      productId: id,
      kind: habit[0] >= 3 ? 'usual' : 'again',
      because: null,
      days: Math.round(usualGap(habit, products.get(id)?.repeatDays ?? null)),
    }))
}

function largest(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0) || 1
}
