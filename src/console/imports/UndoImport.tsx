import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportRow } from '#contract/imports'
import { api } from '../api/client.ts'
import { Dialog, DialogActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { importProblemText } from './reason-text.ts'

/** Taking an import back, after saying what that removes and what stays. */
export function UndoImport({ row, label }: { row: ImportRow; label: string }) {
  const i18n = useI18n()
  const { t } = i18n
  const [asking, setAsking] = useState(false)
  const queries = useQueryClient()
  const undo = useMutation({
    mutationFn: () => api.post<ImportRow>(`/imports/${row.importId}/undo`),
    onSuccess: (next) => {
      setAsking(false)
      queries.setQueryData(['imports', row.importId], next)
    },
    onError: (error) => toast.bad(importProblemText(error, i18n)),
  })
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {label}
      </Button>
      {asking && (
        <Dialog
          title={t('imports.undo.title', { file: `\u2068${row.fileName}\u2069` })}
          onClose={() => setAsking(false)}
        >
          <p>{t('imports.undo.text')}</p>
          <DialogActions>
            <Button variant="default" onClick={() => setAsking(false)}>
              {t('console.cancel')}
            </Button>
            <Button color="brick" loading={undo.isPending} onClick={() => undo.mutate()}>
              {t('imports.undo.confirm')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  )
}
