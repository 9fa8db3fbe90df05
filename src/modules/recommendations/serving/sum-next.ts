import { pickBest, type Weights } from '#models/recommendations'
import type { Candidate, Popular } from './sources.repo.ts'

/** What of a shop's model says what somebody could discover. */
export type NextModel = {
  weights: { new: Weights; repurchase: Weights }
  popular: Popular
  /** every product met in a list, by its place */
  products: string[]
  /** of a product its neighbours' places and what it says of them; none: it has no list */
  next: Map<string, { places: ArrayLike<number>; weights: ArrayLike<number> }>
}

const nothing = { places: [], weights: [] }

/** Everything that having these products speaks for, summed, with the one that speaks loudest; their lists must be there. */
export function sumNext(
  { next, products }: Pick<NextModel, 'next' | 'products'>,
  own: string[],
  most: number,
): Candidate[] {
  const sums = new Float64Array(products.length)
  const loudest = new Float32Array(products.length).fill(Number.NEGATIVE_INFINITY)
  const because = new Uint16Array(products.length)
  for (const [at, id] of own.entries()) {
    const { places, weights } = next.get(id) ?? nothing
    for (let i = 0; i < places.length; i++) {
      const [place, weight] = [places[i] ?? 0, weights[i] ?? 0]
      sums[place] = (sums[place] ?? 0) + weight
      if (weight <= (loudest[place] ?? 0)) continue
      loudest[place] = weight
      because[place] = at
    }
  }
  return pickBest(sums, most)
    .filter((place) => (sums[place] ?? 0) > 0)
    .map((place) => ({
      productId: products[place] ?? '',
      weight: sums[place] ?? 0,
      because: own[because[place] ?? 0] ?? null,
    }))
}
