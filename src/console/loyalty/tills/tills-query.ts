import { queryOptions } from '@tanstack/react-query'
import type { TillSettings } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'

export const tillsQuery = queryOptions({
  queryKey: ['loyalty', 'tills'],
  queryFn: ({ signal }) => api.get<TillSettings>('/loyalty/tills', undefined, signal),
})
