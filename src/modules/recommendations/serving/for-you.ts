import type { Reason, RecommendationKind } from '#contract/recommendations'
import type { History } from '../products/history.ts'
import { isDue } from './due.ts'
import { type Ranked, rankAgain, rankNew } from './rank.ts'
import type { ShownProduct } from './sources.repo.ts'
import { type NextModel, sumNext } from './sum-next.ts'

/** What somebody's products come from once everything is read: no database, so that a thread can do it for everybody. */

export type Wish = {
  kind: RecommendationKind
  limit: number
  productId?: string | undefined
  category?: string | undefined
  exclude?: string[] | undefined
  /** out of stock too */
  anyStock?: boolean
}

/** What one person's choice goes by. */
export type Chosen = {
  wish: Wish
  history: History
  products: Map<string, ShownProduct>
  model: NextModel | undefined
  now: number
}

export type Shown = Omit<Ranked, 'kind'> & { kind: Reason['kind']; category?: string }

const mostCandidates = 300
/** Of what is for somebody, at most so much is what they know already. */
const knownShare = 1 / 3

/** What they are about to run out of, then what they could discover; `own` are their products, whose lists must be there. */
export function forYouOf(ask: Chosen, own: string[]): Shown[] {
  return [...knownFirst(ask), ...(ask.model ? newFor(ask.history, own, ask.model) : [])]
}

/** What somebody could discover, best first; the lists of their own products must be there. */
export function newFor(history: History, own: string[], model: NextModel): Shown[] {
  return rankNew(history, { next: sumNext(model, own, mostCandidates), ...model.popular }, model.weights.new)
}

/** What they buy again and again and are about to run out of. */
export function knownAgain({ history, products, model, now }: Chosen): Shown[] {
  return rankAgain(history, products, model?.weights.repurchase ?? {}, now)
}

/** As much of it as stands before what is new to them. */
export function knownFirst(ask: Chosen): Shown[] {
  return knownAgain(ask).slice(0, Math.floor(ask.wish.limit * knownShare))
}

/** The best of the candidates that may be shown to them now. */
export function pickShown(
  { wish, history, now }: Pick<Chosen, 'wish' | 'history' | 'now'>,
  shown: Shown[],
  products: Map<string, ShownProduct>,
): { one: Shown; product: ShownProduct }[] {
  const left = new Set([...(wish.exclude ?? []), ...(wish.productId === undefined ? [] : [wish.productId])])
  const picked: { one: Shown; product: ShownProduct }[] = []
  for (const one of shown) {
    if (picked.length >= wish.limit) break
    const product = products.get(one.productId)
    if (!product || left.has(one.productId)) continue
    if (!wish.anyStock && !product.inStock) continue
    if (wish.category !== undefined && product.category !== wish.category) continue
    const habit = history[one.productId]
    // What was looked at again may be what was bought; the customer sees where they were.
    if (habit && habit[0] > 0 && wish.kind !== 'viewed' && !isDue(habit, product, now)) continue
    left.add(one.productId)
    picked.push({ one, product })
  }
  return picked
}
