import '@mantine/core/styles/Switch.layer.css'
import { Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { ChannelList } from '#contract/messaging'
import { Card, FieldPair, Form } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { AppFields, KeyField } from './AppFields.tsx'
import { ChannelState } from './ChannelState.tsx'
import { useSaveService } from './use-save-service.ts'

/** Notices to apps straight over Apple. */
export function ApnsCard({ apns, mayWrite }: { apns: ChannelList['apns']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [secret, setSecret] = useState('')
  const [names, setNames] = useState({
    keyId: apns?.keyId ?? '',
    teamId: apns?.teamId ?? '',
    topic: apns?.topic ?? '',
  })
  const [isSandbox, setSandbox] = useState(apns?.isSandbox ?? false)
  const [takesPublic, setTakesPublic] = useState(apns?.takesPublic ?? false)
  const [isOn, setOn] = useState(apns?.isOn ?? true)
  const save = useSaveService(() => setSecret(''))
  const wanted = {
    ...names,
    isSandbox,
    takesPublic,
    baseUrl: apns?.baseUrl ?? null,
    isOn,
    ...(secret ? { secret } : {}),
  }
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
    <Card title={t('channels.apns')} subtitle={t('channels.apps_text')} aside={<ChannelState state={apns} />}>
      <Form onSubmit={() => save.mutate({ channel: 'apns', ...wanted })}>
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
        <AppFields
          {...{ mayWrite, takesPublic, isOn }}
          onTakesPublic={setTakesPublic}
          onSwitch={setOn}
          devices={apns?.devices}
          error={save.error}
          isSaving={save.isPending}
        />
      </Form>
    </Card>
  )
}
