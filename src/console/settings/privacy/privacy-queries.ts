import { queryOptions } from '@tanstack/react-query'
import type { Erasures, RetentionPeriods } from '#contract/privacy'
import { api } from '../../api/client.ts'

export const retentionQuery = queryOptions({
  queryKey: ['privacy', 'retention'],
  queryFn: ({ signal }) => api.get<RetentionPeriods>('/privacy/retention', undefined, signal),
})

const askAgainMs = 2_000

export const erasuresQuery = queryOptions({
  queryKey: ['privacy', 'erasures'],
  queryFn: ({ signal }) => api.get<Erasures>('/privacy/erasures', undefined, signal),
  refetchInterval: ({ state }) =>
    state.data?.erasures.some(({ status }) => status === 'cleaning') ? askAgainMs : false,
})
