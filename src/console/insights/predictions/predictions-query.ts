import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { AtRiskPage, AtRiskQuery, Predictions, PredictionVersions } from '#contract/predictions'
import { api } from '../../api/client.ts'

const pageSize = 25

/** Asked again every second while a run is under way. */
export const predictionsQuery = queryOptions({
  queryKey: ['predictions', 'overview'],
  queryFn: ({ signal }) => api.get<Predictions>('/predictions', undefined, signal),
  refetchInterval: ({ state }) => (state.data?.job ? 1_000 : false),
})

export const versionsQuery = queryOptions({
  queryKey: ['predictions', 'versions'],
  queryFn: ({ signal }) => api.get<PredictionVersions>('/predictions/versions', { limit: 14 }, signal),
})

type Choice = Pick<AtRiskQuery, 'band' | 'who' | 'value' | 'margin' | 'sort'>
export type WantedCustomers = { [K in keyof Choice]?: Choice[K] | undefined }

export function atRiskCustomersQuery(wanted: WantedCustomers) {
  return infiniteQueryOptions({
    queryKey: ['predictions', 'customers', wanted],
    queryFn: ({ pageParam, signal }) =>
      api.get<AtRiskPage>('/predictions/customers', { ...wanted, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
}
