import { useState } from 'react'
import type { ChannelList } from '#contract/message-channel-settings'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ChannelForm } from './ChannelForm.tsx'
import { KeyField, PublicSwitch } from './KeyFields.tsx'

/** Notices to apps over Firebase. */
export function FcmCard({ fcm, mayWrite }: { fcm: ChannelList['fcm']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [secret, setSecret] = useState('')
  const [takesPublic, setTakesPublic] = useState(fcm?.takesPublic ?? false)
  return (
    <ChannelForm
      channel="fcm"
      title={t('channels.fcm')}
      text={t('channels.apps_text')}
      state={fcm}
      mayWrite={mayWrite}
      body={() => ({ takesPublic, baseUrl: fcm?.baseUrl ?? null, ...(secret ? { secret } : {}) })}
      onSaved={() => setSecret('')}
      told={
        fcm && (
          <p className={classes.note}>
            {t('channels.fcm_project', { project: fcm.projectId })}
            <br />
            {t('channels.app_devices', { count: fcm.devices })}
          </p>
        )
      }
    >
      <KeyField
        label={t('channels.fcm_key')}
        description={t('channels.fcm_key_help')}
        isSet={fcm !== null}
        mayWrite={mayWrite}
        value={secret}
        onChange={setSecret}
      />
      <PublicSwitch mayWrite={mayWrite} isOn={takesPublic} onChange={setTakesPublic} />
    </ChannelForm>
  )
}
