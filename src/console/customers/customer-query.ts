import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CustomerDetail, TimelinePage } from '#contract/customers'
import { api } from '../api/client.ts'
import type { TimelineSearch } from './timeline-search.ts'

export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) => api.get<CustomerDetail>(`/customers/${customerId}`, undefined, signal),
  })
}

export function timelineQuery(customerId: string, { event, source }: TimelineSearch) {
  return infiniteQueryOptions({
    queryKey: ['customers', 'one', customerId, 'timeline', event, source],
    queryFn: ({ pageParam, signal }) =>
      api.get<TimelinePage>(
        `/customers/${customerId}/timeline`,
        { event, source, before: pageParam, limit: 30 },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    placeholderData: keepPreviousData,
  })
}
