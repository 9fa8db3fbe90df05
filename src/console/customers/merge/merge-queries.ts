import { queryOptions } from '@tanstack/react-query'
import type { MergeList, MergePair, MergePreview, MergeRecord } from '#contract/merges'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import type { I18n } from '../../i18n/use-i18n.ts'

export function mergePreviewQuery(pair: MergePair) {
  return queryOptions({
    queryKey: ['customers', 'merge-preview', pair.fromId, pair.intoId],
    queryFn: () => api.post<MergePreview>('/merges/preview', pair),
    retry: false,
  })
}

export function mergesQuery(customerId?: string) {
  return queryOptions({
    queryKey: ['customers', 'merges', customerId ?? 'all'],
    queryFn: ({ signal }) => api.get<MergeList>('/merges', { customerId, limit: 20 }, signal),
  })
}

export async function refreshCustomers(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: ['customers'] })
}

/** Merges two people and offers the way back. Throws what the server says against it. */
export async function mergeWithUndo(pair: MergePair, i18n: I18n): Promise<MergeRecord> {
  const merge = await api.post<MergeRecord>('/merges', pair)
  void refreshCustomers()
  toast.undo(i18n.t('merges.done'), i18n.t('console.undo'), () => void undoMerge(merge.mergeId, i18n))
  return merge
}

export async function undoMerge(mergeId: string, i18n: I18n): Promise<void> {
  try {
    await api.post<MergeRecord>(`/merges/${mergeId}/undo`)
    toast.good(i18n.t('merges.undone'))
  } catch (error) {
    toast.bad(problemText(error, i18n))
  }
  await refreshCustomers()
}
