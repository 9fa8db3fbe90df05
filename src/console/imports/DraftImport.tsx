import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ImportMapping, ImportPreview, ImportRow } from '#contract/imports'
import { api } from '../api/client.ts'
import { Card, Loading, Problem, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { ColumnsStep } from './ColumnsStep.tsx'
import { previewKey, previewQuery } from './import-queries.ts'
import classes from './imports.module.css'
import { importProblemText } from './reason-text.ts'
import { TrialStep } from './TrialStep.tsx'

/** Before anything is written: look, correct, try out. */
export function DraftImport({ row, isTrial }: { row: ImportRow; isTrial: boolean }) {
  const i18n = useI18n()
  const { t } = i18n
  const { importId } = row
  const queries = useQueryClient()
  const navigate = useNavigate()
  const preview = useQuery(previewQuery(row))
  const change = useMutation({
    mutationFn: (mapping: ImportMapping) =>
      api.put<ImportPreview>(`/imports/${importId}/mapping?kind=${row.kind}`, mapping),
    onSuccess: (next) => {
      queries.setQueryData(previewKey(importId), next)
      queries.removeQueries({ queryKey: ['imports', importId, 'dry-run'] })
    },
    onError: (error) => toast.bad(importProblemText(error, i18n)),
  })
  const discard = useMutation({
    mutationFn: () => api.delete(`/imports/${importId}`),
    onSuccess: async () => {
      toast.good(t('imports.discarded'))
      await navigate({ to: '/imports' })
      await queries.invalidateQueries({ queryKey: ['imports'], exact: true })
    },
    onError: (error) => toast.bad(importProblemText(error, i18n)),
  })
  const goTo = (step: 'try' | undefined) =>
    void navigate({ to: '/imports/$importId', params: { importId }, search: { step } })
  if (preview.data === undefined) {
    return preview.isError ? (
      <Problem error={preview.error} onRetry={() => void preview.refetch()} />
    ) : (
      <Card>
        <Loading lines={8} />
      </Card>
    )
  }
  return (
    <div className={classes.stack}>
      {row.error && (
        <div className={classes.problem} role="alert">
          <b>{t('imports.failed.title')}</b>
          {row.error.message}
        </div>
      )}
      {isTrial ? (
        <TrialStep row={row} onBack={() => goTo(undefined)} />
      ) : (
        <ColumnsStep
          preview={preview.data}
          kind={row.kind}
          mapping={change.isPending ? change.variables : preview.data.mapping}
          isBusy={change.isPending}
          onChange={(mapping) => change.mutate(mapping)}
          onNext={() => goTo('try')}
          onDiscard={() => discard.mutate()}
        />
      )}
    </div>
  )
}
