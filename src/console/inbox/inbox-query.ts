import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Ticket, TicketPage } from '#contract/inbox'
import { api, type Query } from '../api/client.ts'
import type { InboxSearch } from './inbox-search.ts'

const pageSize = 50
// People write without anybody here doing anything.
const renewMs = 30_000

export const listQuery = ({ state, owner, channel, search }: InboxSearch): Query => ({ state, owner, channel, search })

/** The list as the address describes it, page by page. */
export function ticketsQuery(search: InboxSearch) {
  return infiniteQueryOptions({
    queryKey: ['tickets', 'list', listQuery(search)],
    queryFn: ({ pageParam, signal }) =>
      api.get<TicketPage>('/tickets', { ...listQuery(search), limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: renewMs,
  })
}

export function ticketQuery(ticketId: string) {
  return queryOptions({
    queryKey: ['tickets', 'one', ticketId],
    queryFn: ({ signal }) => api.get<Ticket>(`/tickets/${ticketId}`, undefined, signal),
    refetchInterval: renewMs,
  })
}

/** How many wait for us, for the navigation. */
export const openTicketsQuery = queryOptions({
  queryKey: ['tickets', 'open'],
  queryFn: async ({ signal }) => (await api.get<TicketPage>('/tickets', { limit: 1 }, signal)).counts.open,
  staleTime: renewMs,
  refetchInterval: 2 * renewMs,
})
