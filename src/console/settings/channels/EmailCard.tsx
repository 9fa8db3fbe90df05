import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { Badge, Card, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { CopyField } from './CopyField.tsx'
import { keepChannels } from './channels-query.ts'

type EmailCardProps = { email: ChannelList['email']; mayWrite: boolean }

/** Who e-mails come from, and the signature that proves it. */
export function EmailCard({ email, mayWrite }: EmailCardProps) {
  const { t } = useI18n()
  const [from, setFrom] = useState(email.ownFrom ?? '')
  const save = useMutation({
    mutationFn: () =>
      api.put<ChannelList>('/message-channels', { channel: 'email', from: from.trim() === '' ? null : from.trim() }),
    onSuccess: (list) => {
      keepChannels(list)
      toast.good(t('console.saved'))
    },
  })
  const check = useMutation({
    mutationFn: () => api.post<ChannelList>('/message-channels/email/check'),
    onSuccess: (list) => {
      keepChannels(list)
      if (list.email.dkim?.isFound) toast.good(t('channels.record_found'))
      else toast.bad(t('channels.record_not_found'))
    },
  })
  const { dkim } = email
  return (
    <Card
      title={t('messaging.channel.email')}
      subtitle={email.delivery === 'viewer' ? t('messaging.viewer') : t('channels.email_text', { from: email.from })}
      aside={
        dkim && (
          <Badge tone={dkim.isFound ? 'good' : 'look'}>
            {t(dkim.isFound ? 'channels.signed' : 'channels.not_signed')}
          </Badge>
        )
      }
    >
      <Form onSubmit={() => save.mutate()}>
        <TextInput
          type="email"
          dir="ltr"
          disabled={!mayWrite}
          label={t('channels.own_from')}
          description={t('channels.own_from_help', { from: email.from })}
          value={from}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <FormProblem error={save.error ?? check.error} />
        {mayWrite && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t(dkim ? 'console.save' : 'channels.make_key')}
            </Button>
          </div>
        )}
        {dkim && (
          <>
            <p className={classes.note}>{t('channels.record_text', { domain: dkim.domain })}</p>
            <CopyField label={t('channels.record_name')} value={dkim.record.name} />
            <CopyField
              label={t('channels.record_value')}
              value={dkim.record.value}
              description={t('channels.record_type')}
            />
            {mayWrite && (
              <div>
                <Button variant="default" loading={check.isPending} onClick={() => check.mutate()}>
                  {t('channels.check_record')}
                </Button>
              </div>
            )}
          </>
        )}
      </Form>
    </Card>
  )
}
