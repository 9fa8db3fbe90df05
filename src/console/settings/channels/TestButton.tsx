import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelTest } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { queryClient } from '../../api/query-client.ts'
import { FormProblem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { channelsQuery } from './channels-query.ts'

/** Speaks to the service now and says how it went. */
export function TestButton({ channel }: { channel: 'sms' | 'rcs' | 'fcm' | 'apns' | 'webhook' }) {
  const { t } = useI18n()
  const [to, setTo] = useState('')
  const needsNumber = channel === 'sms' || channel === 'rcs'
  const isKeyAlone = channel === 'fcm' || channel === 'apns'
  const test = useMutation({
    mutationFn: () =>
      api.post<ChannelTest>(`/message-channels/${channel}/test`, needsNumber ? { to: to.replace(/[\s-]/g, '') } : {}),
    onSettled: () => queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  return (
    <>
      <div className={classes.actions}>
        {needsNumber && (
          <TextInput
            type="tel"
            dir="ltr"
            aria-label={t('messaging.phone_number')}
            placeholder="+36301234567"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
        )}
        <Button
          variant="default"
          loading={test.isPending}
          disabled={needsNumber && to.trim() === ''}
          onClick={() => test.mutate()}
        >
          {t(isKeyAlone ? 'channels.check_key' : 'channels.send_test')}
        </Button>
      </div>
      <FormProblem error={test.error} />
      {test.data && (
        <p role="status">
          {test.data.isAccepted
            ? t(isKeyAlone ? 'channels.key_taken' : 'channels.test_taken')
            : t('channels.test_refused', { answer: test.data.answer })}
        </p>
      )}
    </>
  )
}
