import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ChannelForm } from './ChannelForm.tsx'
import { CopyField } from './CopyField.tsx'
import { KeyField } from './KeyFields.tsx'

/** RCS over Google, in place of text messages to phones that know it. */
export function RcsCard({ rcs, mayWrite }: { rcs: ChannelList['rcs']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [agentId, setAgentId] = useState(rcs?.agentId ?? '')
  const [secret, setSecret] = useState('')
  return (
    <ChannelForm
      channel="rcs"
      title={t('channels.rcs')}
      text={t('channels.rcs_text')}
      state={rcs}
      mayWrite={mayWrite}
      body={() => ({ agentId, baseUrl: rcs?.baseUrl ?? null, ...(secret ? { secret } : {}) })}
      onSaved={() => setSecret('')}
      told={
        rcs && (
          <>
            <CopyField label={t('channels.report_address')} value={rcs.reportUrl} />
            <CopyField
              label={t('channels.rcs_token')}
              value={rcs.clientToken}
              description={t('channels.rcs_token_help')}
            />
          </>
        )
      }
    >
      <TextInput
        required
        withAsterisk={false}
        dir="ltr"
        disabled={!mayWrite}
        label={t('channels.rcs_agent')}
        value={agentId}
        onChange={(event) => setAgentId(event.currentTarget.value)}
      />
      <KeyField
        label={t('channels.fcm_key')}
        description={t('channels.rcs_key_help')}
        isSet={rcs !== null}
        mayWrite={mayWrite}
        value={secret}
        onChange={setSecret}
      />
    </ChannelForm>
  )
}
