import { queryOptions } from '@tanstack/react-query'
import type { ApiKeys } from '#contract/keys'
import { api } from '../../api/client.ts'

export const keysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<ApiKeys>('/api-keys', undefined, signal),
})
