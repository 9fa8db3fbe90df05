import '@mantine/core/styles/Switch.layer.css'
import { Button, NativeSelect, Switch, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { channels as consents } from '#contract/care-words'
import type { ChannelList } from '#contract/messaging'
import { api } from '../../api/client.ts'
import { Card, Form, FormProblem, toast } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ChannelState } from './ChannelState.tsx'
import { CopyField } from './CopyField.tsx'
import { keepChannels } from './channels-query.ts'
import { TestButton } from './TestButton.tsx'

/** A service of one's own that brings messages to people. */
export function WebhookCard({ webhook, mayWrite }: { webhook: ChannelList['webhook']; mayWrite: boolean }) {
  const { t } = useI18n()
  const [url, setUrl] = useState(webhook?.url ?? '')
  const [consent, setConsent] = useState<string>(webhook?.consent ?? 'phone')
  const [isOn, setOn] = useState(webhook?.isOn ?? true)
  const save = useMutation({
    mutationFn: () =>
      api.put<ChannelList & { newSecret: string | null }>('/message-channels', {
        channel: 'webhook',
        url,
        consent,
        isOn,
      }),
    onSuccess: (list) => {
      keepChannels(list)
      toast.good(t('console.saved'))
    },
  })
  const newSecret = save.data?.newSecret
  return (
    <Card
      title={t('messaging.channel.webhook')}
      subtitle={t('channels.webhook_text')}
      aside={<ChannelState state={webhook} />}
    >
      <Form onSubmit={() => save.mutate()}>
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
        <Switch
          disabled={!mayWrite}
          label={t('channels.is_on')}
          checked={isOn}
          onChange={(event) => setOn(event.currentTarget.checked)}
        />
        {newSecret && (
          <CopyField label={t('channels.new_secret')} value={newSecret} description={t('channels.new_secret_help')} />
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
      {webhook && mayWrite && <TestButton channel="webhook" />}
    </Card>
  )
}
