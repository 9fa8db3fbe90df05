import { Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyCause } from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSession } from '../../api/session.ts'
import { Dialog, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { programmePath } from '../loyalty-query.ts'
import { MoneyField } from '../rule-fields.tsx'

/** What the points did, in a sentence or two, and what was handed over. */
export function NewsDialog({
  programmeId,
  cause,
  onClose,
}: {
  programmeId: string
  cause: LoyaltyCause
  onClose: () => void
}) {
  const { t } = useI18n()
  const { currency } = useSession().workspace
  const [text, setText] = useState('')
  const [paidMinor, setPaid] = useState<number>()
  const save = useMutation({
    mutationFn: () =>
      api.post(programmePath(programmeId, `/causes/${encodeURIComponent(cause.causeId)}/news`), {
        text: text.trim(),
        ...(paidMinor ? { paidMinor } : {}),
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty', 'causes', programmeId] })
      onClose()
      toast.good(t('club.cause.told'))
    },
  })
  return (
    <Dialog title={t('club.cause.tell')} onClose={onClose}>
      <Form onSubmit={() => text.trim() !== '' && save.mutate()}>
        <Textarea
          label={t('club.cause.did')}
          description={t('club.cause.did_help')}
          data-autofocus
          dir="auto"
          rows={4}
          maxLength={1000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <MoneyField label={t('club.cause.handed_over')} value={paidMinor} currency={currency} onChange={setPaid} />
        <FormProblem error={save.error} />
        <SubmitActions
          onClose={onClose}
          label={t('club.cause.tell_members')}
          disabled={text.trim() === ''}
          loading={save.isPending}
        />
      </Form>
    </Dialog>
  )
}
