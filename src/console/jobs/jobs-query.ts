import { queryOptions } from '@tanstack/react-query'
import type { JobList } from '#contract/jobs'
import { api } from '../api/client.ts'

const busyMs = 1_500
const idleMs = 20_000

const pace = (list: JobList | undefined): number => ((list?.open ?? 0) > 0 ? busyMs : idleMs)

/** What waits or runs, for the small sign in the shell. */
export const openJobsQuery = queryOptions({
  queryKey: ['jobs', 'open'],
  queryFn: ({ signal }) => api.get<JobList>('/jobs', { status: 'open', limit: 5 }, signal),
  refetchInterval: ({ state }) => pace(state.data),
  staleTime: busyMs,
})

export const jobsQuery = queryOptions({
  queryKey: ['jobs', 'all'],
  queryFn: ({ signal }) => api.get<JobList>('/jobs', undefined, signal),
  refetchInterval: ({ state }) => pace(state.data),
  staleTime: busyMs,
})
