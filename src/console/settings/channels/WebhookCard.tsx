import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { channels as consents } from '#contract/care-words'
import type { ChannelList } from '#contract/message-channel-settings'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ChannelForm } from './ChannelForm.tsx'
import { CopyField } from './CopyField.tsx'

type Saved = ChannelList & { newSecret: string | null }

/** A service of one's own that brings messages to people. */
export function WebhookCard({ webhook, mayWrite }: { webhook: ChannelList['webhook']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [consent, setConsent] = useState<string>(webhook?.consent ?? 'phone')
  const [newSecret, setNewSecret] = useState<string | null>(null)
  return (
    <ChannelForm<Saved>
      channel="webhook"
      title={t('messaging.channel.webhook')}
      text={t('channels.webhook_text')}
      state={webhook}
      mayWrite={mayWrite}
      body={() => ({ url, consent })}
      onSaved={(saved) => setNewSecret(saved.newSecret)}
      told={
        newSecret && (
          <CopyField label={t('channels.new_secret')} value={newSecret} description={t('channels.new_secret_help')} />
        )
      }
    >
      <TextInput
        required
        withAsterisk={false}
        type="url"
        dir="ltr"
        disabled={!mayWrite}
        label={t('channels.url')}
        description={t('channels.url_help')}
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <NativeSelect
        disabled={!mayWrite}
        label={t('channels.consent')}
        value={consent}
        onChange={(event) => setConsent(event.currentTarget.value)}
        data={consents.map((value) => ({ value, label: t(`channels.consent.${value}`) }))}
      />
    </ChannelForm>
  )
}
