import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api/client.ts'
import { queryClient } from '../api/query-client.ts'
import { Dialog, Form, FormProblem, NumberField, SubmitActions, toast } from '../components/index.ts'
import { problemText } from '../i18n/problem-text.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { programmePath } from './loyalty-query.ts'

type Props = { way: 'grant' | 'spend'; programmeId: string; memberId: string; onClose: () => void }

/** Points given or taken by hand, with a reason; undone by one click. */
export function PointsDialog({ way, programmeId, memberId, onClose }: Props) {
  const i18n = useI18n()
  const { t } = i18n
  const [points, setPoints] = useState<number | null>(null)
  const [reason, setReason] = useState('')
  const refresh = () => queryClient.invalidateQueries({ queryKey: ['loyalty'] })
  const undo = async (): Promise<void> => {
    await api.post(programmePath(programmeId, way === 'grant' ? '/undo' : '/undo-spend'), { memberId })
    await refresh()
  }
  const send = useMutation({
    mutationFn: () => api.post(programmePath(programmeId, `/${way}`), { memberId, points, reason: reason.trim() }),
    onSuccess: async () => {
      onClose()
      await refresh()
      toast.undo(t(`loyalty.panel.${way}_done`, { points: points ?? 0 }), t('console.undo'), () => {
        undo().catch((error: unknown) => toast.bad(problemText(error, i18n)))
      })
    },
  })
  const isWhole = points !== null && points > 0 && reason.trim() !== ''
  return (
    <Dialog title={t(way === 'grant' ? 'loyalty.panel.grant' : 'loyalty.panel.take')} onClose={onClose}>
      <Form onSubmit={() => isWhole && send.mutate()}>
        <NumberField label={t('loyalty.points')} data-autofocus value={points} min={1} whole onChange={setPoints} />
        <TextInput
          label={t('loyalty.panel.reason')}
          description={t('loyalty.panel.reason_help')}
          dir="auto"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <FormProblem error={send.error} />
        <SubmitActions
          onClose={onClose}
          label={t(way === 'grant' ? 'loyalty.panel.grant' : 'loyalty.panel.take')}
          disabled={!isWhole}
          loading={send.isPending}
        />
      </Form>
    </Dialog>
  )
}
