import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'

type Props = { programmeId: string; memberId: string; onClose: () => void }

/** A member's points become those of a household; all who name the same one share them. */
export function HouseholdDialog({ programmeId, memberId, onClose }: Props) {
  const { t } = useI18n()
  const [name, setName] = useState('')
  const pool = name.trim()
  const join = useMutation({
    mutationFn: () => api.post<{ members: number }>(programmePath(programmeId, '/pools'), { memberId, pool }),
    onSuccess: async ({ members }) => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      toast.good(t('loyalty.panel.household_done', { members }))
    },
  })
  return (
    <Dialog title={t('loyalty.panel.household')} onClose={onClose}>
      <Form onSubmit={() => pool !== '' && join.mutate()}>
        <TextInput
          label={t('loyalty.panel.household_name')}
          description={t('loyalty.panel.household_help')}
          data-autofocus
          dir="auto"
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <FormProblem error={join.error} />
        <SubmitActions onClose={onClose} label={t('console.save')} disabled={pool === ''} loading={join.isPending} />
      </Form>
    </Dialog>
  )
}
