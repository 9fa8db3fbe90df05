import { Button, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ApiKey, CreatedApiKey } from '#contract/keys'
import { api } from '../../api/client.ts'
import { Dialog, DialogActions, FormProblem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { keysQuery } from './keys-query.ts'
import { SecretOnce } from './SecretOnce.tsx'

const overlaps = [0, 1, 24, 72, 168]

/** A new secret for a key; the old one works on for a while, so that no program stops. */
export function RotateDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [overlapHours, setOverlapHours] = useState(24)
  const rotate = useMutation({
    mutationFn: () => api.post<CreatedApiKey>(`/api-keys/${apiKey.apiKeyId}/rotation`, { overlapHours }),
    onSuccess: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  })
  if (rotate.data) return <SecretOnce secret={rotate.data.secret} onClose={onClose} />
  return (
    <Dialog title={t('keys.rotate_title', { name: apiKey.name })} onClose={onClose}>
      <div className={classes.form}>
        <p>{t('keys.rotate_text')}</p>
        <NativeSelect
          label={t('keys.overlap')}
          value={String(overlapHours)}
          data={overlaps.map((hours) => ({
            value: String(hours),
            label: hours === 0 ? t('keys.overlap_none') : t('keys.overlap_hours', { hours }),
          }))}
          onChange={(event) => setOverlapHours(Number(event.currentTarget.value))}
        />
        <FormProblem error={rotate.error} />
      </div>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
          {t('keys.rotate')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
