import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { CustomerDetail, TimelinePage } from '#contract/customers'
import { api, type Query } from '../api/client.ts'
import type { TimelineSearch } from './timeline-search.ts'

export function customerQuery(customerId: string) {
  return queryOptions({
    queryKey: ['customers', 'one', customerId],
    queryFn: ({ signal }) => api.get<CustomerDetail>(`/customers/${customerId}`, undefined, signal),
  })
}

export function timelineQuery(customerId: string, search: TimelineSearch) {
  return infiniteQueryOptions({
    queryKey: ['customers', 'one', customerId, 'timeline', search],
    queryFn: ({ pageParam, signal }) =>
      api.get<TimelinePage>(
        `/customers/${customerId}/timeline`,
        { ...timelineFilters(search), before: pageParam, limit: 30 },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextBefore ?? undefined,
    placeholderData: keepPreviousData,
  })
}

/** The same question without paging, also for the CSV. */
export function timelineFilters({ event, source, from, until, text }: TimelineSearch): Query {
  return { event, source, from, until, search: text }
}
