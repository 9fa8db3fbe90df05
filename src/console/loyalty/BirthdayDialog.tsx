import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { DateInput, Dialog, Form, FormProblem, SubmitActions, toast } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'

type Props = { programmeId: string; memberId: string; birthday: string | null; onClose: () => void }

/** When a member was born, told or corrected by the shop; empty when it is not to be known. */
export function BirthdayDialog({ programmeId, memberId, birthday, onClose }: Props) {
  const { t } = useI18n()
  const [day, setDay] = useState(birthday ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.put(programmePath(programmeId, `/members/${memberId}/birthday`), { birthday: day === '' ? null : day }),
    onSuccess: async () => {
      onClose()
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      toast.good(t('loyalty.panel.birthday_done'))
    },
  })
  return (
    <Dialog title={t('loyalty.panel.birthday')} onClose={onClose}>
      <Form onSubmit={() => save.mutate()}>
        <DateInput
          label={t('loyalty.panel.birthday')}
          description={t('loyalty.panel.birthday_help')}
          value={day}
          onChange={setDay}
          max={new Date().toISOString().slice(0, 10)}
        />
        <FormProblem error={save.error} />
        <SubmitActions onClose={onClose} label={t('console.save')} loading={save.isPending} />
      </Form>
    </Dialog>
  )
}
