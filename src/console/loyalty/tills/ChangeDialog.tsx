import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { TillDevice } from '#contract/loyalty-cards'
import { api } from '../../api/client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { DeviceFields, deviceOf } from './DeviceFields.tsx'

/** Another name or another shop for a till. */
export function ChangeDialog({ device, shops, onClose }: { device: TillDevice; shops: string[]; onClose: () => void }) {
  const { t } = useI18n()
  const client = useQueryClient()
  const [fields, setFields] = useState({ name: device.name, shop: device.shop ?? '' })
  const save = useMutation({
    mutationFn: () => api.put<void>(`/loyalty/tills/devices/${device.deviceId}`, deviceOf(fields)),
    onSuccess: () => {
      toast.good(t('till.settings.changed'))
      onClose()
      return client.invalidateQueries({ queryKey: ['loyalty'] })
    },
  })
  return (
    <Dialog title={t('till.settings.change_one', { name: device.name })} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <DeviceFields fields={fields} shops={shops} onChange={setFields} />
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('till.settings.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
