import { TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { ErasurePreview } from '#contract/privacy'
import { api } from '../../api/client.ts'
import { Dialog, Form, FormProblem, Loading, Problem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './privacy-actions.module.css'

type EraseDialogProps = { customerId: string; name: string; onClose: () => void }

/** The one thing that cannot be undone: says what goes, and asks for the name. */
export function EraseDialog({ customerId, name, onClose }: EraseDialogProps) {
  const { t, number } = useI18n()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [typed, setTyped] = useState('')
  const preview = useQuery({
    queryKey: ['customers', customerId, 'erasure'],
    queryFn: ({ signal }) => api.get<ErasurePreview>(`/customers/${customerId}/erasure`, undefined, signal),
  })
  const erase = useMutation({
    mutationFn: () => api.post<{ erasureId: string }>(`/customers/${customerId}/erasure`),
    onSuccess: async () => {
      toast.good(t('privacy.erase.done'))
      await navigate({ to: '/customers' })
      await client.invalidateQueries({ queryKey: ['customers'] })
    },
  })
  return (
    <Dialog title={t('privacy.erase.title', { name })} onClose={onClose}>
      <Form
        onSubmit={() => {
          if (typed.trim() === name) erase.mutate()
        }}
      >
        <p>{t('privacy.erase.text')}</p>
        {preview.data !== undefined ? (
          <ul className={classes.rows}>
            {Object.entries(preview.data.rows)
              .filter(([, count]) => count > 0)
              .map(([kind, count]) => (
                <li key={kind}>
                  {t(`privacy.rows.${kind}`)}: <b>{number(count)}</b>
                </li>
              ))}
          </ul>
        ) : preview.isError ? (
          <Problem error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <Loading lines={4} />
        )}
        <p className={classes.note}>{t('privacy.erase.figures')}</p>
        <TextInput
          data-autofocus
          label={t('privacy.erase.confirm')}
          description={<bdi>{name}</bdi>}
          value={typed}
          autoComplete="off"
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <FormProblem error={erase.error} />
        <SubmitActions
          onClose={onClose}
          label={t('privacy.erase.action')}
          color="brick"
          loading={erase.isPending}
          disabled={typed.trim() !== name}
        />
      </Form>
    </Dialog>
  )
}
