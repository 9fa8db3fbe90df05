import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { BulkEdit } from '#contract/bulk-edits'
import type { Job } from '#contract/jobs'
import { api } from '../api/client.ts'
import { toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'

/** The way back of a change to many customers, as long as there is one: also of one that ran for long or was stopped. */
export function UndoEdit({ job }: { job: Job }) {
  const i18n = useI18n()
  const client = useQueryClient()
  const edits = useQuery({
    queryKey: ['jobs', 'bulk-edits'],
    queryFn: ({ signal }) => api.get<{ bulkEdits: BulkEdit[] }>('/bulk-edits', undefined, signal),
  })
  const undo = useMutation({
    mutationFn: () => api.post<BulkEdit>(`/bulk-edits/${job.jobId}/undo`),
    onSuccess: () => client.invalidateQueries({ queryKey: ['jobs'] }),
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  // The job and its edit have the same id.
  const edit = edits.data?.bulkEdits.find(({ bulkEditId }) => bulkEditId === job.jobId)
  if (edit?.status !== 'done' || edit.changed === 0) return null
  return (
    <Button variant="default" size="xs" loading={undo.isPending} onClick={() => undo.mutate()}>
      {i18n.t('console.undo')}
    </Button>
  )
}
