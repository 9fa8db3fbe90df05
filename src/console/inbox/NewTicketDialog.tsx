import { NativeSelect, Textarea, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type TicketChannel, ticketChannels } from '#contract/inbox-words'
import { Dialog, FieldPair, Form, SubmitActions } from '../components/index.ts'
import { useOnceId } from '../components/use-once-id.ts'
import { customerName } from '../customers/customer-name.ts'
import { customerQuery } from '../customers/customer-query.ts'
import { CustomerField } from '../customers/find/CustomerField.tsx'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './inbox.module.css'
import { useTicketChange } from './use-ticket-change.ts'

type Chosen = { customerId: string; name: string }
type NewTicketDialogProps = {
  /** to whom, when the page before knew */
  customerId: string | undefined
  onClose: () => void
  onOpened: (ticketId: string) => void
}

const kinds = ['out', 'in', 'note'] as const
type Kind = (typeof kinds)[number]

/** Writes to a customer, or keeps what they said on the phone or at the counter. */
export function NewTicketDialog({ customerId, onClose, onOpened }: NewTicketDialogProps) {
  const { t } = useI18n()
  const { open } = useTicketChange()
  const known = useQuery({ ...customerQuery(customerId ?? ''), enabled: customerId !== undefined })
  const [picked, setPicked] = useState<Chosen | null>()
  const customer =
    picked === undefined
      ? known.data && { customerId: known.data.customerId, name: customerName(known.data) }
      : (picked ?? undefined)
  const [kind, setKind] = useState<Kind>('out')
  const [channel, setChannel] = useState<TicketChannel>('email')
  const [subject, setSubject] = useState('')
  const [text, setText] = useState('')
  const [isSending, setSending] = useState(false)
  const once = useOnceId()
  const isComplete = subject.trim() !== '' && text.trim() !== '' && (kind !== 'out' || customer !== undefined)
  const save = async () => {
    if (!isComplete || isSending) return
    setSending(true)
    const wanted = {
      subject,
      channel: kind === 'out' && channel !== 'sms' ? 'email' : channel,
      customerId: customer?.customerId ?? null,
      entry: { kind, text },
    } as const
    const opened = await open({ ticketId: once.idOf(wanted), ...wanted })
    setSending(false)
    if (!opened) return
    onOpened(opened.ticketId)
    onClose()
  }
  return (
    <Dialog title={t('inbox.new')} onClose={onClose}>
      <Form onSubmit={() => void save()}>
        <CustomerField
          label={t('inbox.with_whom')}
          {...(customer && { customer })}
          onChange={(one) => setPicked(one ?? null)}
        />
        <FieldPair>
          <NativeSelect
            label={t('inbox.what_happened')}
            value={kind}
            onChange={(event) => {
              const next = event.currentTarget.value as Kind
              setKind(next)
              setChannel(next === 'in' ? 'phone' : 'email')
            }}
            data={kinds.map((value) => ({ value, label: t(`inbox.first.${value}`) }))}
          />
          {kind !== 'note' && (
            <NativeSelect
              label={t('inbox.channel')}
              value={channel}
              onChange={(event) => setChannel(event.currentTarget.value as TicketChannel)}
              data={ticketChannels
                .filter((value) => kind === 'in' || value === 'email' || value === 'sms')
                .map((value) => ({ value, label: t(`inbox.by.${value}`) }))}
            />
          )}
        </FieldPair>
        <TextInput
          label={t('inbox.subject')}
          placeholder={t('inbox.subject_example')}
          data-autofocus
          dir="auto"
          maxLength={300}
          value={subject}
          onChange={(event) => setSubject(event.currentTarget.value)}
        />
        <Textarea
          label={t(`inbox.text.${kind}`)}
          autosize
          minRows={5}
          maxRows={14}
          dir="auto"
          maxLength={20_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {kind === 'out' && <p className={classes.quiet}>{t('inbox.out_help')}</p>}
        <SubmitActions
          onClose={onClose}
          label={t(kind === 'out' ? 'inbox.send' : 'console.save')}
          disabled={!isComplete}
          loading={isSending}
        />
      </Form>
    </Dialog>
  )
}
