import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, NumberField, SubmitActions, toast } from '../components/index.ts'
import { CustomerField } from '../customers/find/CustomerField.tsx'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { membershipsQuery, programmePath } from './loyalty-query.ts'

type Props = { programmeId: string; memberId: string; available: number; onClose: () => void }

/** Points from one member to another, as old as they are; undone by sending them back. */
export function TransferDialog({ programmeId, memberId, available, onClose }: Props) {
  const i18n = useI18n()
  const { t } = i18n
  const [customer, setCustomer] = useState<{ customerId: string; name: string }>()
  const [points, setPoints] = useState<number | null>(null)
  const found = useQuery({ ...membershipsQuery(customer?.customerId ?? ''), enabled: customer !== undefined })
  const toId = found.data?.memberships.find((one) => one.programmeId === programmeId)?.memberId
  const move = async (from: string, to: string): Promise<void> => {
    await api.post(programmePath(programmeId, '/transfer'), { fromId: from, toId: to, points })
    await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
  }
  const transfer = useMutation({
    mutationFn: (to: string) => move(memberId, to),
    onSuccess: (_, to) => {
      onClose()
      toast.undo(t('loyalty.panel.transfer_done', { points: points ?? 0 }), t('console.undo'), () => {
        move(to, memberId).catch((error: unknown) => toast.bad(problemText(error, i18n)))
      })
    },
  })
  const isStranger = customer !== undefined && found.data !== undefined && toId === undefined
  const isWhole = toId !== undefined && toId !== memberId && points !== null && points > 0 && points <= available
  return (
    <Dialog title={t('loyalty.panel.transfer')} onClose={onClose}>
      <Form onSubmit={() => isWhole && transfer.mutate(toId)}>
        <CustomerField label={t('loyalty.panel.transfer_to')} {...(customer && { customer })} onChange={setCustomer} />
        {isStranger && <p role="alert">{t('loyalty.panel.transfer_no_member')}</p>}
        <NumberField label={t('loyalty.points')} value={points} min={1} max={available} whole onChange={setPoints} />
        <FormProblem error={transfer.error} />
        <SubmitActions
          onClose={onClose}
          label={t('loyalty.panel.transfer')}
          disabled={!isWhole}
          loading={transfer.isPending}
        />
      </Form>
    </Dialog>
  )
}
