import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ApiKey } from '#contract/keys'
import { api } from '../../api/client.ts'
import { Dialog, DialogActions, toast } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { keysQuery } from './keys-query.ts'

export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const i18n = useI18n()
  const { t } = i18n
  const client = useQueryClient()
  const revoke = useMutation({
    mutationFn: () => api.delete<void>(`/api-keys/${apiKey.apiKeyId}`),
    onSuccess: () => {
      toast.good(t('settings.keys.revoke_done'))
      onClose()
      return client.invalidateQueries({ queryKey: keysQuery.queryKey })
    },
    onError: (error) => toast.bad(problemText(error, i18n)),
  })
  return (
    <Dialog title={t('settings.keys.revoke_title', { name: apiKey.name })} onClose={onClose}>
      <p>{t('settings.keys.revoke_text')}</p>
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={revoke.isPending} onClick={() => revoke.mutate()}>
          {t('settings.keys.revoke')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
