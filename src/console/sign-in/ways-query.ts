import type { SignInWays } from '#contract/account'
import { api } from '../api/client.ts'

/** What the pages before the console offer, and whose they are. */
export const waysQuery = {
  queryKey: ['sign-in-ways'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<SignInWays>('/session/ways', undefined, signal),
  staleTime: 60_000,
}
