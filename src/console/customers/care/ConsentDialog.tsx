import { NativeSelect, Textarea } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { AddConsent, Attachment, Channel, ConsentMethod, Purpose } from '#contract/care'
import { consentMethods } from '#contract/care-words'
import { api } from '../../api/client.ts'
import { Dialog, Form, Segmented, SubmitActions } from '../../components/index.ts'
import { problemText } from '../../i18n/problem-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { DayFields } from './DayFields.tsx'
import { useCareChange } from './use-care-change.ts'

type ConsentDialogProps = {
  customerId: string
  channel: Channel
  purpose: Purpose
  state: 'given' | 'withdrawn'
  onClose: () => void
}

/** Writes into the ledger that somebody agreed or took it back: how, when, with which words, and the proof. */
export function ConsentDialog({ customerId, channel, purpose, state: start, onClose }: ConsentDialogProps) {
  const i18n = useI18n()
  const { t } = i18n
  const fileId = useId()
  const change = useCareChange(customerId)
  const today = new Date().toISOString().slice(0, 10)
  const [state, setState] = useState(start)
  const [method, setMethod] = useState<ConsentMethod>('verbal')
  const [wording, setWording] = useState('')
  const [day, setDay] = useState<string | undefined>(today)
  const [file, setFile] = useState<File>()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const save = async () => {
    setBusy(true)
    setProblem(undefined)
    try {
      const evidence = file
        ? await api.send<Attachment>(`/customers/${customerId}/attachments`, file, { fileName: file.name.slice(-200) })
        : undefined
      const entry: AddConsent = {
        consentId: crypto.randomUUID(),
        channel,
        purpose,
        state,
        method,
        wording: wording.trim() === '' ? null : wording.trim(),
        evidenceId: evidence?.attachmentId ?? null,
        // The day was asked for, not the hour; noon is that day almost everywhere.
        ...(day && day !== today ? { statedAt: `${day}T12:00:00Z` } : {}),
      }
      await api.post(`/customers/${customerId}/consents`, entry)
      onClose()
      void change({ send: async () => undefined, done: t(`care.consents.saved_${state}`) })
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('care.consents.dialog', {
        channel: t(`care.channel.${channel}`),
        purpose: t(`care.purpose.${purpose}`),
      })}
      onClose={onClose}
    >
      <Form
        onSubmit={() => {
          void save()
        }}
      >
        <div>
          <Segmented
            label={t('care.consents.what')}
            value={state}
            options={[
              { value: 'given', label: t('care.consents.give') },
              { value: 'withdrawn', label: t('care.consents.withdraw') },
            ]}
            onChange={setState}
          />
        </div>
        <NativeSelect
          label={t('care.consents.how')}
          data-autofocus
          value={method}
          onChange={(event) => setMethod(event.currentTarget.value as ConsentMethod)}
          data={consentMethods.map((value) => ({ value, label: t(`care.consents.method.${value}`) }))}
        />
        <DayFields legend={t('care.consents.when')} value={today} onChange={(chosen) => setDay(chosen?.iso)} />
        <Textarea
          label={t('care.consents.wording')}
          placeholder={t('care.consents.wording_example')}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          dir="auto"
          value={wording}
          onChange={(event) => setWording(event.currentTarget.value)}
        />
        <div>
          <p className={classes.legend}>{t('care.consents.evidence')}</p>
          <input
            id={fileId}
            type="file"
            className={classes.hiddenInput}
            onChange={(event) => setFile(event.currentTarget.files?.[0])}
          />
          <label htmlFor={fileId} className={classes.pick}>
            <IconFileUpload size={16} stroke={1.8} aria-hidden />
            <bdi>{file?.name ?? t('care.consents.choose_file')}</bdi>
          </label>
        </div>
        {problem !== undefined && (
          <p role="alert" className={classes.problem}>
            {problemText(problem, i18n)}
          </p>
        )}
        <p className={classes.quiet}>{t('care.consents.for_ever')}</p>
        <SubmitActions onClose={onClose} label={t('console.save')} loading={busy} disabled={day === undefined} />
      </Form>
    </Dialog>
  )
}
