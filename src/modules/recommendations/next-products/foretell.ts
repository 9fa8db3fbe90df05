import type { Neighbours } from '#models/recommendations'
import type { History } from '../products/history.ts'
import { forYouOf, pickShown, type Wish } from '../serving/for-you.ts'
import { ownProducts } from '../serving/rank.ts'
import type { ShownProduct } from '../serving/sources.repo.ts'
import type { NextModel } from '../serving/sum-next.ts'

/** A trained shop as a thread is told of it. */
export type ForetoldBy = Pick<NextModel, 'weights' | 'popular' | 'products'> & {
  /** of each of `products` */
  next: Neighbours
  facts: ShownProduct[]
  now: number
}

const wish: Wish = { kind: 'for_you', limit: 3 }

/** What somebody with such a past would most likely want next: the first of what is recommended to them. Pure; runs in a thread. */
export function createForeteller({ next, facts, now, ...shop }: ForetoldBy): (history: History) => ShownProduct[] {
  const model: NextModel = { ...shop, next: listsOf(shop.products, next) }
  const products = new Map(facts.map((product) => [product.productId, product]))
  return (history) => {
    const ask = { wish, history, products, model, now }
    return pickShown(ask, forYouOf(ask, ownProducts(history)), products).map(({ product }) => product)
  }
}

function listsOf(products: string[], { width, item, weight }: Neighbours): NextModel['next'] {
  return new Map(
    products.map((id, at) => {
      const from = at * width
      let end = from
      while (end < from + width && (item[end] ?? -1) >= 0) end++
      return [id, { places: item.subarray(from, end), weights: weight.subarray(from, end) }]
    }),
  )
}
