import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query'
import type { DeadLetterPage } from '#contract/dead-letters'
import { api } from '../api/client.ts'
import type { DeadLettersSearch } from './routes.ts'

export function deadLettersQuery({ reason, status }: DeadLettersSearch) {
  return infiniteQueryOptions({
    queryKey: ['dead-letters', status ?? 'open', reason],
    queryFn: ({ pageParam, signal }) =>
      api.get<DeadLetterPage>('/dead-letters', { reason, status, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}
