import { Button } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api/client.ts'
import { Dialog, DialogActions, Form, FormProblem, SubmitActions } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { DeviceFields, deviceOf } from './DeviceFields.tsx'
import classes from './tills.module.css'
import { tillsQuery } from './tills-query.ts'

type Pairing = { pairingUrl: string; picture: string; until: string }

/** Makes a place for a till and shows the link that one device becomes it by. */
export function DeviceDialog({
  programmeId,
  shops,
  onClose,
}: {
  programmeId: string
  shops: string[]
  onClose: () => void
}) {
  const { t, day } = useI18n()
  const client = useQueryClient()
  const [fields, setFields] = useState({ name: '', shop: '' })
  const add = useMutation({
    mutationFn: () => api.post<Pairing>('/loyalty/tills/devices', { programmeId, ...deviceOf(fields) }),
    onSuccess: () => client.invalidateQueries({ queryKey: tillsQuery.queryKey }),
  })
  const title = t('till.settings.add')
  if (add.data) {
    const { pairingUrl, picture, until } = add.data
    return (
      <Dialog title={title} onClose={onClose}>
        <p>{t('till.settings.open_there', { until: day(until, 'time') })}</p>
        <img
          className={classes.code}
          src={`data:image/svg+xml,${encodeURIComponent(picture)}`}
          alt={t('till.settings.code')}
        />
        <p className={classes.link}>
          <bdi dir="ltr">{pairingUrl}</bdi>
        </p>
        <DialogActions>
          <Button onClick={onClose}>{t('console.close')}</Button>
        </DialogActions>
      </Dialog>
    )
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Form onSubmit={() => add.mutate()}>
        <DeviceFields fields={fields} shops={shops} onChange={setFields} />
        <FormProblem error={add.error} />
        <SubmitActions onClose={onClose} label={t('till.settings.make_link')} loading={add.isPending} />
      </Form>
    </Dialog>
  )
}
