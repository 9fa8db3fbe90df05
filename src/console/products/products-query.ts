import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { ProductPage } from '#contract/products'
import { api, type Query } from '../api/client.ts'
import type { ProductsSearch } from './products-search.ts'

const pageSize = 100

/** The list as the address describes it, page by page. */
export function productsQuery(search: ProductsSearch) {
  return infiniteQueryOptions({
    queryKey: ['products', 'list', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<ProductPage>('/products', { ...listQuery(search), limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** The same question without paging, also for the CSV. */
export function listQuery({
  sort = 'buyers',
  direction = 'desc',
  state = 'all',
  search,
  category,
}: ProductsSearch): Query {
  return { sort, direction, state, search, category }
}
