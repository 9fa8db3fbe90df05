import { infiniteQueryOptions } from '@tanstack/react-query'
import type { DuplicatePage } from '#contract/duplicates'
import { api } from '../../api/client.ts'

const whileSearchingMs = 2_000

export const duplicatesQuery = infiniteQueryOptions({
  queryKey: ['customers', 'duplicates'],
  queryFn: ({ pageParam, signal }) => api.get<DuplicatePage>('/duplicates', { cursor: pageParam }, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
  // A search that is under way, or that this very look has begun.
  refetchInterval: ({ state }) => {
    const search = state.data?.pages[0]?.search
    return search === undefined || search?.finishedAt ? false : whileSearchingMs
  },
})
