import { queryOptions } from '@tanstack/react-query'
import type { CustomerCare, Favourites, InterestWords } from '#contract/care'
import { api } from '../../api/client.ts'

export function careQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', 'one', customerId, 'care'],
    queryFn: ({ signal }) => api.get<CustomerCare>(`/customers/${customerId}/care`, undefined, signal),
  })
}

export function favouritesQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', 'one', customerId, 'favourites'],
    queryFn: ({ signal }) => api.get<Favourites>(`/customers/${customerId}/favourites`, undefined, signal),
  })
}

export const interestsQuery = queryOptions({
  queryKey: ['interests'],
  queryFn: ({ signal }) => api.get<InterestWords>('/interests', undefined, signal),
})
