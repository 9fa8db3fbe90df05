import { queryOptions } from '@tanstack/react-query'
import type { TodayReport } from '#contract/metrics'
import { api } from '../api/client.ts'

export const todayQuery = queryOptions({
  queryKey: ['today'],
  queryFn: ({ signal }) => api.get<TodayReport>('/today', undefined, signal),
})
