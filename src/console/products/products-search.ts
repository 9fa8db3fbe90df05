import { type ProductSort, type ProductState, productSorts, productStates } from '#contract/product-words'
import { oneOf, textOf } from '../router/search-text.ts'

/** What the address of the list says; all of it optional. */
export type ProductsSearch = {
  search?: string | undefined
  state?: ProductState | undefined
  category?: string | undefined
  sort?: ProductSort | undefined
  direction?: 'asc' | 'desc' | undefined
}

export function readProductsSearch(raw: Record<string, unknown>): ProductsSearch {
  return {
    search: textOf(raw.search),
    state: oneOf(raw.state, productStates),
    category: textOf(raw.category),
    sort: oneOf(raw.sort, productSorts),
    direction: oneOf(raw.direction, ['asc', 'desc']),
  }
}
