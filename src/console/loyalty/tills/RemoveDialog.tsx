import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { TillDevice } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'
import { Dialog, DialogActions, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { tillsQuery } from './tills-query.ts'

/** A lost phone must not stay a till: this cannot be undone, only made anew by a new link. */
export function RemoveDialog({ device, onClose }: { device: TillDevice; onClose: () => void }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api.delete<void>(`/loyalty/tills/devices/${device.deviceId}`),
    onSuccess: () => {
      toast.good(t('till.settings.removed'))
      onClose()
      return client.invalidateQueries({ queryKey: tillsQuery.queryKey })
    },
  })
  return (
    <Dialog title={t('till.settings.remove_one', { name: device.name })} onClose={onClose}>
      <p>{t('till.settings.remove_text')}</p>
      <FormProblem error={remove.error} />
      <DialogActions>
        <Button variant="default" onClick={onClose}>
          {t('console.cancel')}
        </Button>
        <Button color="brick" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t('till.settings.remove')}
        </Button>
      </DialogActions>
    </Dialog>
  )
}
