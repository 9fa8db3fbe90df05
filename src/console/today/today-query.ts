import { queryOptions } from '@tanstack/react-query'
import type { TodayReport } from '#contract/metrics'
import type { Calendar } from '#platform/i18n'
import { api } from '../api/client.ts'

/** `calendar` is that of who reads: the month it tells of is one of its months. */
export const todayQuery = (calendar: Calendar) =>
  queryOptions({
    queryKey: ['today', calendar],
    queryFn: ({ signal }) => api.get<TodayReport>('/today', { calendar }, signal),
  })
