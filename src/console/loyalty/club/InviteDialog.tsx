import { NativeSelect, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { LoyaltyProgramme } from '#contract/loyalty'
import type { LoyaltyInvited } from '#contract/loyalty-club'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { useSession } from '../../api/session.ts'
import { copyText } from '../../components/copy-text.ts'
import { DateInput, Dialog, FieldPair, Form, FormProblem, SubmitActions, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { segmentsQuery } from '../../segments/segments-query.ts'
import { programmePath } from '../loyalty-query.ts'
import { CountField } from '../rule-fields.tsx'
import { startOfDay } from '../zone-days.ts'
import { invitableOf, nameOfTarget } from './invitable.ts'

type Props = {
  programme: LoyaltyProgramme
  /** one member, who holds it at once; otherwise whom is asked */
  customerId?: string
  onClose: () => void
}

/** To what, and whom: a link for whoever has it, or everybody in a segment. */
export function InviteDialog({ programme, customerId, onClose }: Props) {
  const { t } = useI18n()
  const { timeZone } = useSession().workspace
  const segments = useQuery(segmentsQuery).data?.segments ?? []
  const what = invitableOf(programme.rules).filter(({ kind }) => customerId === undefined || kind !== 'programme')
  const [chosen, setChosen] = useState(0)
  const [segmentId, setSegment] = useState('')
  const [most, setMost] = useState<number>()
  const [day, setDay] = useState('')
  const [note, setNote] = useState('')
  const { kind = 'programme', target = '' } = what[chosen] ?? {}
  const isLink = customerId === undefined && segmentId === ''
  const send = useMutation({
    mutationFn: () =>
      api.post<LoyaltyInvited>(programmePath(programme.programmeId, '/invitations'), {
        kind,
        ...(target !== '' && { target }),
        ...(isLink && { ...(most && { most }), ...(note.trim() && { note: note.trim() }) }),
        ...(customerId === undefined ? segmentId !== '' && { segmentId } : { customerIds: [customerId] }),
        ...(day !== '' && { until: startOfDay(day, timeZone, 1) }),
      }),
    onSuccess: async ({ link, invited, known }) => {
      await queryClient.invalidateQueries({ queryKey: ['loyalty'] })
      onClose()
      if (link) await copyText(link.url, t('club.invite.link_copied')).catch(() => toast.good(t('club.invite.made')))
      else toast.good(t('club.invite.invited', { invited, known }))
    },
  })
  return (
    <Dialog title={t('club.invite.new')} onClose={onClose}>
      <Form onSubmit={() => send.mutate()}>
        <NativeSelect
          label={t('club.invite.to')}
          data-autofocus
          value={String(chosen)}
          onChange={({ currentTarget }) => setChosen(Number(currentTarget.value))}
          data={what.map((one, i) => ({
            value: String(i),
            label: nameOfTarget(programme.rules, one.kind, one.target) || t('club.invite.programme'),
          }))}
        />
        {customerId === undefined && (
          <NativeSelect
            label={t('club.invite.who')}
            description={t(segmentId === '' ? 'club.invite.link_help' : 'club.invite.segment_help')}
            value={segmentId}
            onChange={({ currentTarget }) => setSegment(currentTarget.value)}
            data={[
              { value: '', label: t('club.invite.anybody') },
              ...segments.map((one) => ({ value: one.segmentId, label: t('club.invite.segment', { name: one.name }) })),
            ]}
          />
        )}
        <FieldPair>
          {isLink && <CountField label={t('club.invite.most')} value={most} min={1} onChange={setMost} />}
          <DateInput label={t('loyalty.reward.until')} value={day} onChange={setDay} />
        </FieldPair>
        {isLink && (
          <TextInput
            label={t('club.invite.note')}
            dir="auto"
            maxLength={200}
            value={note}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
        )}
        <FormProblem error={send.error} />
        <SubmitActions
          onClose={onClose}
          label={t(isLink ? 'club.invite.make' : 'club.invite.send')}
          loading={send.isPending}
        />
      </Form>
    </Dialog>
  )
}
