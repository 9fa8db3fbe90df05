import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CustomerPage } from '#contract/customers'
import type { ProductPage } from '#contract/products'
import type { RecommendationAnswer, RecommendationStatus } from '#contract/recommendations'
import { api } from '../../api/client.ts'
import type { PreviewSearch } from './preview-search.ts'

const busyMs = 1_500

/** What is in use and what it is worth; asked often while a training runs. */
export const statusQuery = queryOptions({
  queryKey: ['recommendations', 'model'],
  queryFn: ({ signal }) => api.get<RecommendationStatus>('/recommendations/model', undefined, signal),
  refetchInterval: ({ state }) => (state.data?.job ? busyMs : false),
})

/** The answer as messages and pages get it. */
export function previewQuery({ kind = 'for_you', customer, product }: PreviewSearch, limit: number) {
  return queryOptions({
    queryKey: ['recommendations', 'for', kind, customer, product, limit],
    queryFn: ({ signal }) =>
      api.get<RecommendationAnswer>(
        '/recommendations',
        { kind, customerId: customer, productId: product, limit },
        signal,
      ),
    placeholderData: keepPreviousData,
  })
}

export const foundCustomersQuery = (search: string) =>
  queryOptions({
    queryKey: ['customers', 'found', search],
    queryFn: ({ signal }) => api.get<CustomerPage>('/customers', { search, sort: 'revenue', limit: 6 }, signal),
    placeholderData: keepPreviousData,
  })

export const foundProductsQuery = (search: string) =>
  queryOptions({
    queryKey: ['products', 'found', search],
    queryFn: ({ signal }) => api.get<ProductPage>('/products', { search, limit: 6 }, signal),
    placeholderData: keepPreviousData,
  })
