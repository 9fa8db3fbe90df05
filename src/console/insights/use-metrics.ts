import { keepPreviousData, queryOptions, useQuery } from '@tanstack/react-query'
import type { FilterOptions } from '#contract/metrics'
import { api, apiAddress } from '../api/client.ts'
import { type AskedSearch, metricsQueryOf } from './insights-search.ts'

type Question = 'retention' | 'cohorts' | 'survival' | 'sales' | 'concentration' | 'rfm' | 'lifecycle' | 'value'

/** One metrics route for what the address asks; the old figures stay on screen while new ones are counted. */
export function useMetrics<Report>(question: Question, search: AskedSearch) {
  const query = metricsQueryOf(search)
  return useQuery({
    queryKey: ['metrics', question, query],
    queryFn: ({ signal }) => api.get<Report>(`/metrics/${question}`, query, signal),
    placeholderData: keepPreviousData,
  })
}

export function csvAddress(question: Question, search: AskedSearch): string {
  return apiAddress(`/metrics/${question}`, { ...metricsQueryOf(search), format: 'csv' })
}

export const filterOptionsQuery = queryOptions({
  queryKey: ['metrics', 'filters'],
  queryFn: ({ signal }) => api.get<FilterOptions>('/metrics/filters', undefined, signal),
})
