import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, PasswordInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import type { ReportSource } from '#contract/messaging'
import { api } from '../../api/client.ts'
import { Card, Disclosure, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { sourceName } from '../../messages/source-name.ts'
import classes from '../settings.module.css'
import { CopyField } from './CopyField.tsx'
import { keepChannels } from './channels-query.ts'
import { MailboxForm } from './MailboxForm.tsx'

type Email = ChannelList['email']
type Report = Email['reports'][number]

/** Who tells of bounces and complaints. */
export function ReportsCard({ email: { reports, mailbox }, mayWrite }: { email: Email; mayWrite: boolean }) {
  const { t } = useI18n()
  return (
    <Card title={t('channels.reports')} subtitle={t('channels.reports_text')}>
      {reports.map((report) => (
        <Disclosure
          key={report.source}
          summary={`${sourceName(report.source, t)} – ${t(report.isSet ? 'channels.on' : 'channels.not_set_up')}`}
        >
          <Source report={report} mayWrite={mayWrite} />
        </Disclosure>
      ))}
      <Disclosure
        summary={`${t('channels.mailbox')} – ${t(mailbox ? 'channels.on' : 'channels.not_set_up')}`}
        key={mailbox?.host}
      >
        <MailboxForm mailbox={mailbox} mayWrite={mayWrite} />
      </Disclosure>
    </Card>
  )
}

function Source({ report: { source, url, isSet, heardAt }, mayWrite }: { report: Report; mayWrite: boolean }) {
  const { t, day } = useI18n()
  const [secret, setSecret] = useState('')
  const save = useMutation({
    mutationFn: (proof: string | null) =>
      api.put<ChannelList>('/message-channels/email/reports', { source, secret: proof } satisfies {
        source: ReportSource
        secret: string | null
      }),
    onSuccess: (list) => {
      keepChannels(list)
      setSecret('')
      toast.good(t('console.saved'))
    },
  })
  const needsSecret = source !== 'mail'
  return (
    <Form onSubmit={() => save.mutate(needsSecret ? secret : 'mailbox')}>
      <p className={classes.note}>{t(`channels.how.${source}`)}</p>
      <CopyField label={t('channels.report_address')} value={url} />
      {isSet && (
        <p className={classes.note}>
          {heardAt === null ? t('channels.not_heard') : t('channels.heard', { day: day(heardAt, 'time') })}
        </p>
      )}
      {needsSecret && (
        <PasswordInput
          required
          withAsterisk={false}
          autoComplete="off"
          disabled={!mayWrite}
          label={t(`channels.secret.${source}`)}
          placeholder={isSet ? '••••••••' : ''}
          value={secret}
          onChange={(event) => setSecret(event.currentTarget.value)}
        />
      )}
      <FormProblem error={save.error} />
      {mayWrite && (
        <div className={classes.actions}>
          <Button type="submit" loading={save.isPending}>
            {t(isSet ? 'console.save' : 'channels.switch_on')}
          </Button>
          {isSet && (
            <Button variant="default" onClick={() => save.mutate(null)}>
              {t('channels.switch_off')}
            </Button>
          )}
        </div>
      )}
    </Form>
  )
}
