import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ImportRow } from '#contract/imports'
import { api } from '../api/client.ts'
import { Card, toast, WorkProgress } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { FoundFigures } from './FoundFigures.tsx'
import { dryRunQuery } from './import-queries.ts'
import classes from './imports.module.css'
import { LeftOutCard } from './LeftOutCard.tsx'
import { Notes } from './Notes.tsx'
import { importProblemText } from './reason-text.ts'

/** Reads the whole file without writing, and says what would come of it; from here the import is started. */
export function TrialStep({ row, onBack }: { row: ImportRow; onBack: () => void }) {
  const i18n = useI18n()
  const { t, number } = i18n
  const { importId, kind } = row
  const queries = useQueryClient()
  const navigate = useNavigate()
  const trial = useQuery(dryRunQuery(importId))
  const start = useMutation({
    mutationFn: () => api.post<ImportRow>(`/imports/${importId}/start`),
    onSuccess: async (started) => {
      queries.setQueryData(['imports', importId], started)
      await navigate({ to: '/imports/$importId', params: { importId } })
    },
    onError: (error) => toast.bad(importProblemText(error, i18n)),
  })
  const back = (
    <Button variant="default" onClick={onBack}>
      {t('imports.try.back')}
    </Button>
  )
  if (trial.isError) {
    return (
      <Card>
        <div className={classes.stack}>
          <p className={classes.problem} role="alert">
            <b>{t('imports.failed.title')}</b>
            {importProblemText(trial.error, i18n)}
          </p>
          <div className={classes.actions}>{back}</div>
        </div>
      </Card>
    )
  }
  if (trial.data === undefined || trial.isFetching) {
    return (
      <Card>
        <WorkProgress label={t('imports.try.working')} done={0} />
      </Card>
    )
  }
  const { progress, errors, warnings, ...money } = trial.data
  return (
    <>
      <Notes notes={warnings} />
      <Card title={t('imports.try.title')} subtitle={t('imports.try.nothing_written')}>
        <FoundFigures kind={kind} progress={progress} money={money} />
      </Card>
      <LeftOutCard progress={progress} currency={money.currency} examples={errors} />
      <div className={classes.actions}>
        <Button
          onClick={() => start.mutate()}
          loading={start.isPending}
          disabled={progress.rowsUsed + progress.refundRows === 0}
        >
          {t('imports.try.start', {
            rows: t('report.count.rows', {
              count: progress.rowsUsed + progress.refundRows,
              n: number(progress.rowsUsed + progress.refundRows),
            }),
          })}
        </Button>
        {back}
      </div>
    </>
  )
}
