import { Button } from '@mantine/core'
import { IconArrowsExchange } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { MergePair, MergeRecord } from '#contract/merges'
import { Dialog, DialogActions, FormProblem, Loading, Problem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { MergePreviewTable } from './MergePreviewTable.tsx'
import classes from './merge.module.css'
import { mergePreviewQuery, mergeWithUndo } from './merge-queries.ts'

type MergeDialogProps = { pair: MergePair; onClose: () => void; onMerged?: (merge: MergeRecord) => void }

/** Two people side by side, who they will be together, and the merge; it can be undone. */
export function MergeDialog({ pair, onClose, onMerged }: MergeDialogProps) {
  const i18n = useI18n()
  const { t } = i18n
  const [swapped, setSwapped] = useState(false)
  const shown = swapped ? { fromId: pair.intoId, intoId: pair.fromId } : pair
  const preview = useQuery(mergePreviewQuery(shown))
  const merge = useMutation({
    mutationFn: () => mergeWithUndo(shown, i18n),
    onSuccess: (done) => {
      onClose()
      onMerged?.(done)
    },
  })
  return (
    <Dialog title={t('merges.title')} onClose={onClose} wide>
      <div className={classes.top}>
        <p className={classes.lead}>{t('merges.lead')}</p>
        <Button
          variant="subtle"
          size="xs"
          color="gray"
          leftSection={<IconArrowsExchange size={16} stroke={1.8} aria-hidden />}
          onClick={() => setSwapped(!swapped)}
        >
          {t('merges.swap')}
        </Button>
      </div>
      {preview.data !== undefined ? (
        <>
          {preview.data.bothHaveAccounts && <p className={classes.look}>{t('merges.both_accounts')}</p>}
          <MergePreviewTable preview={preview.data} />
        </>
      ) : preview.isError ? (
        <Problem error={preview.error} onRetry={() => void preview.refetch()} />
      ) : (
        <Loading lines={8} />
      )}
      <FormProblem error={merge.error} />
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button loading={merge.isPending} disabled={preview.data === undefined} onClick={() => merge.mutate()}>
          {t('merges.action')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
