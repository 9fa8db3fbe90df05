import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import type { Session } from '#contract/session'
import { api } from './client.ts'

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api.get<Session>('/session', undefined, signal),
  staleTime: 5 * 60_000,
})

/** Who is signed in and where. Only inside the shell, where it is always there. */
export function useSession(): Session {
  return useSuspenseQuery(sessionQuery).data
}
