import '@mantine/core/styles/PasswordInput.layer.css'
import { NativeSelect, PasswordInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { type SmsProvider, serviceNames, smsProviders } from '#contract/messaging-words'
import { FieldPair } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ChannelForm } from './ChannelForm.tsx'
import { CopyField } from './CopyField.tsx'

// The others are told where to report with every message, and none of them says where texts that come in go.
const toldInTheirSettings: readonly SmsProvider[] = ['twilio', 'smsapi', 'kavenegar', 'smsc']
const withAccount: readonly SmsProvider[] = ['twilio', 'smsc', 'smpp']

/** Text messages over a service. */
export function SmsCard({ sms, mayWrite }: { sms: ChannelList['sms']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [provider, setProvider] = useState<SmsProvider>(sms?.provider ?? 'twilio')
  const [account, setAccount] = useState(sms?.account ?? '')
  const [sender, setSender] = useState(sms?.sender ?? '')
  const [baseUrl, setBaseUrl] = useState(sms?.baseUrl ?? '')
  const [secret, setSecret] = useState('')
  const isSame = sms?.provider === provider
  return (
    <ChannelForm
      channel="sms"
      title={t('messaging.channel.sms')}
      text={t('channels.sms_text')}
      state={sms}
      mayWrite={mayWrite}
      body={() => ({ provider, account, sender, baseUrl: baseUrl.trim() || null, ...(secret ? { secret } : {}) })}
      onSaved={() => setSecret('')}
      told={
        sms &&
        isSame &&
        toldInTheirSettings.includes(provider) && (
          <CopyField
            label={t('channels.report_address')}
            value={sms.reportUrl}
            description={t('channels.report_help')}
          />
        )
      }
    >
      <FieldPair>
        <NativeSelect
          disabled={!mayWrite}
          label={t('channels.service')}
          value={provider}
          onChange={(event) => {
            setProvider(event.currentTarget.value as SmsProvider)
            setBaseUrl('')
          }}
          data={smsProviders.map((value) => ({ value, label: serviceNames[value] }))}
        />
        <TextInput
          disabled={!mayWrite}
          dir="ltr"
          label={t('channels.sender')}
          description={t(provider === 'twilio' ? 'channels.rcs_help' : 'channels.sender_help')}
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
        required={provider === 'smpp'}
        withAsterisk={false}
        label={t(provider === 'smpp' ? 'channels.centre' : 'channels.base_url')}
        description={t(provider === 'smpp' ? 'channels.centre_help' : 'channels.base_url_help')}
        value={baseUrl}
        onChange={(event) => setBaseUrl(event.currentTarget.value)}
      />
    </ChannelForm>
  )
}
