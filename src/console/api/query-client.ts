import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiError, isUnauthorized, isUnavailable } from './problem.ts'

const noWorkspacePage = '/no-workspace'

let onSignedOut = (): void => {}

/** The router says what to do when the session has ended; it imports this file, not the other way round. */
export function whenSignedOut(action: () => void): void {
  onSignedOut = action
}

function leaveWhenSignedOut(error: unknown): void {
  if (isUnauthorized(error)) onSignedOut()
  // The rule may have come while they were signed in.
  if (error instanceof ApiError && error.reason === 'second_factor_required') location.assign('/secure-sign-in')
  // Their last workspace is gone, or they were removed from it.
  if (error instanceof ApiError && error.reason === 'no_workspace' && location.pathname !== noWorkspacePage) {
    location.assign(noWorkspacePage)
  }
}

export const queryClient = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  mutationCache: new MutationCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => failures < 2 && (isUnavailable(error) || !(error instanceof ApiError)),
      refetchOnWindowFocus: true,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
