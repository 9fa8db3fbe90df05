import '@mantine/core/styles/Switch.layer.css'
import '@mantine/core/styles/PasswordInput.layer.css'
import { Button, NativeSelect, PasswordInput, Switch, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChannelList } from '#contract/messaging'
import { type SmsProvider, serviceNames, smsProviders } from '#contract/messaging-words'
import { api } from '../../api/client.ts'
import { Card, FieldPair, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ChannelState } from './ChannelState.tsx'
import { CopyField } from './CopyField.tsx'
import { keepChannels } from './channels-query.ts'
import { TestButton } from './TestButton.tsx'

// The others are told where to report with every message.
const toldInTheirSettings: readonly SmsProvider[] = ['kavenegar', 'smsc']
const withAccount: readonly SmsProvider[] = ['twilio', 'smsc']

/** Text messages over a service. */
export function SmsCard({ sms, mayWrite }: { sms: ChannelList['sms']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [provider, setProvider] = useState<SmsProvider>(sms?.provider ?? 'twilio')
  const [account, setAccount] = useState(sms?.account ?? '')
  const [sender, setSender] = useState(sms?.sender ?? '')
  const [baseUrl, setBaseUrl] = useState(sms?.baseUrl ?? '')
  const [secret, setSecret] = useState('')
  const [isOn, setOn] = useState(sms?.isOn ?? true)
  const isSame = sms?.provider === provider
  const save = useMutation({
    mutationFn: () =>
      api.put<ChannelList>('/message-channels', {
        ...{ channel: 'sms', provider, account, sender, baseUrl: baseUrl.trim() || null, isOn },
        ...(secret ? { secret } : {}),
      }),
    onSuccess: (list) => {
      keepChannels(list)
      setSecret('')
      toast.good(t('console.saved'))
    },
  })
  return (
    <Card title={t('messaging.channel.sms')} subtitle={t('channels.sms_text')} aside={<ChannelState state={sms} />}>
      <Form onSubmit={() => save.mutate()}>
        <FieldPair>
          <NativeSelect
            disabled={!mayWrite}
            label={t('channels.service')}
            value={provider}
            onChange={(event) => setProvider(event.currentTarget.value as SmsProvider)}
            data={smsProviders.map((value) => ({ value, label: serviceNames[value] }))}
          />
          <TextInput
            disabled={!mayWrite}
            dir="ltr"
            label={t('channels.sender')}
            description={t('channels.sender_help')}
            maxLength={40}
            value={sender}
            onChange={(event) => setSender(event.currentTarget.value)}
          />
        </FieldPair>
        <FieldPair>
          {withAccount.includes(provider) && (
            <TextInput
              disabled={!mayWrite}
              dir="ltr"
              label={t(`channels.account.${provider}`)}
              value={account}
              onChange={(event) => setAccount(event.currentTarget.value)}
            />
          )}
          <PasswordInput
            disabled={!mayWrite}
            autoComplete="off"
            required={!isSame}
            withAsterisk={false}
            label={t(`channels.secret.${provider}`)}
            placeholder={isSame ? '••••••••' : ''}
            value={secret}
            onChange={(event) => setSecret(event.currentTarget.value)}
          />
        </FieldPair>
        <TextInput
          disabled={!mayWrite}
          dir="ltr"
          label={t('channels.base_url')}
          description={t('channels.base_url_help')}
          value={baseUrl}
          onChange={(event) => setBaseUrl(event.currentTarget.value)}
        />
        <Switch
          disabled={!mayWrite}
          label={t('channels.is_on')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {sms && isSame && toldInTheirSettings.includes(provider) && (
          <CopyField
            label={t('channels.report_address')}
            value={sms.reportUrl}
            description={t('channels.report_help')}
          />
        )}
        <FormProblem error={save.error} />
        {mayWrite && (
          <div>
            <Button type="submit" loading={save.isPending}>
              {t('console.save')}
            </Button>
          </div>
        )}
      </Form>
      {sms && mayWrite && <TestButton channel="sms" />}
    </Card>
  )
}
