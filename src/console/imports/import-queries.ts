import { queryOptions } from '@tanstack/react-query'
import type { ImportDryRun, ImportPreview, ImportRow } from '#contract/imports'
import { api } from '../api/client.ts'
import { isActive } from './import-status.ts'

const whileActive = 800

export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api.get<{ imports: ImportRow[] }>('/imports', undefined, signal),
  refetchInterval: ({ state }) =>
    state.data?.imports.some(({ status }) => isActive(status)) ? 2 * whileActive : false,
})

/** One import; asked again and again while it is being worked on. */
export function importQuery(importId: string) {
  return queryOptions({
    queryKey: ['imports', importId],
    queryFn: ({ signal }) => api.get<ImportRow>(`/imports/${importId}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && isActive(state.data.status) ? whileActive : false),
  })
}

export const previewKey = (importId: string) => ['imports', importId, 'preview'] as const

/** What the file looks like with the mapping it has: also how a draft comes back after a reload. */
export function previewQuery({ importId, kind, mapping }: ImportRow) {
  return queryOptions({
    queryKey: previewKey(importId),
    queryFn: () => api.put<ImportPreview>(`/imports/${importId}/mapping?kind=${kind}`, mapping ?? {}),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function dryRunQuery(importId: string) {
  return queryOptions({
    queryKey: ['imports', importId, 'dry-run'],
    queryFn: () => api.post<ImportDryRun>(`/imports/${importId}/dry-run`),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
}
