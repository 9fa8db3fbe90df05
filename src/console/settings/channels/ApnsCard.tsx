import '@mantine/core/styles/Switch.layer.css'
import { Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { FieldPair } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ChannelForm } from './ChannelForm.tsx'
import { KeyField, PublicSwitch } from './KeyFields.tsx'

/** Notices to apps straight over Apple. */
export function ApnsCard({ apns, mayWrite }: { apns: ChannelList['apns']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [secret, setSecret] = useState('')
  const { keyId = '', teamId = '', topic = '' } = apns ?? {}
  const [names, setNames] = useState({ keyId, teamId, topic })
  const [isSandbox, setSandbox] = useState(apns?.isSandbox ?? false)
  const [takesPublic, setTakesPublic] = useState(apns?.takesPublic ?? false)
  const field = (name: keyof typeof names, label: string) => (
    <TextInput
      required
      withAsterisk={false}
      dir="ltr"
      disabled={!mayWrite}
      label={label}
      value={names[name]}
      onChange={({ currentTarget: { value } }) => setNames((now) => ({ ...now, [name]: value }))}
    />
  )
  return (
    <ChannelForm
      channel="apns"
      title={t('channels.apns')}
      text={t('channels.apps_text')}
      state={apns}
      mayWrite={mayWrite}
      body={() => ({
        ...{ ...names, isSandbox, takesPublic, baseUrl: apns?.baseUrl ?? null },
        ...(secret ? { secret } : {}),
      })}
      onSaved={() => setSecret('')}
      told={apns && <p className={classes.note}>{t('channels.app_devices', { count: apns.devices })}</p>}
    >
      <FieldPair>
        {field('keyId', t('channels.apns_key_id'))}
        {field('teamId', t('channels.apns_team_id'))}
      </FieldPair>
      {field('topic', t('channels.apns_topic'))}
      <KeyField
        label={t('channels.apns_key')}
        description={t('channels.apns_key_help')}
        isSet={apns !== null}
        mayWrite={mayWrite}
        value={secret}
        onChange={setSecret}
      />
      <Switch
        disabled={!mayWrite}
        label={t('channels.apns_sandbox')}
        checked={isSandbox}
        onChange={(event) => setSandbox(event.currentTarget.checked)}
      />
      <PublicSwitch mayWrite={mayWrite} isOn={takesPublic} onChange={setTakesPublic} />
    </ChannelForm>
  )
}
