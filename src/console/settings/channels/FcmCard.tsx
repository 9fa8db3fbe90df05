import { useState } from 'react'
import type { ChannelList } from '#contract/messaging'
import { Card, Form } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { AppFields, KeyField } from './AppFields.tsx'
import { ChannelState } from './ChannelState.tsx'
import { useSaveService } from './use-save-service.ts'

/** Notices to apps over Firebase. */
export function FcmCard({ fcm, mayWrite }: { fcm: ChannelList['fcm']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [secret, setSecret] = useState('')
  const [takesPublic, setTakesPublic] = useState(fcm?.takesPublic ?? false)
  const [isOn, setOn] = useState(fcm?.isOn ?? true)
  const save = useSaveService(() => setSecret(''))
  const wanted = { takesPublic, baseUrl: fcm?.baseUrl ?? null, isOn, ...(secret ? { secret } : {}) }
  return (
    <Card title={t('channels.fcm')} subtitle={t('channels.apps_text')} aside={<ChannelState state={fcm} />}>
      <Form onSubmit={() => save.mutate({ channel: 'fcm', ...wanted })}>
        {fcm && <p className={classes.note}>{t('channels.fcm_project', { project: fcm.projectId })}</p>}
        <KeyField
          label={t('channels.fcm_key')}
          description={t('channels.fcm_key_help')}
          isSet={fcm !== null}
          mayWrite={mayWrite}
          value={secret}
          onChange={setSecret}
        />
        <AppFields
          {...{ mayWrite, takesPublic, isOn }}
          onTakesPublic={setTakesPublic}
          onSwitch={setOn}
          devices={fcm?.devices}
          error={save.error}
          isSaving={save.isPending}
        />
      </Form>
    </Card>
  )
}
