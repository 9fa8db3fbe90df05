import '@mantine/core/styles/Switch.layer.css'
import { Switch } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ChannelList } from '#contract/message-channel-settings'
import { api } from '../../api/client.ts'
import { Card, FormProblem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'
import { ChannelState } from './ChannelState.tsx'
import { keepChannels } from './channels-query.ts'

/** Notices in browsers; nothing but a switch, the keys are made here. */
export function PushCard({ push, mayWrite }: { push: ChannelList['push']; mayWrite: boolean }) {
  const { t } = useI18n()
  const save = useMutation({
    mutationFn: (isOn: boolean) => api.put<ChannelList>('/message-channels', { channel: 'push', isOn }),
    onSuccess: keepChannels,
  })
  return (
    <Card title={t('channels.push')} subtitle={t('channels.push_text')} aside={<ChannelState state={push} />}>
      <Switch
        disabled={!mayWrite || save.isPending}
        label={t('channels.is_on')}
        checked={push?.isOn ?? false}
        onChange={(event) => save.mutate(event.currentTarget.checked)}
      />
      {push && <p className={classes.note}>{t('channels.devices', { count: push.devices })}</p>}
      <FormProblem error={save.error} />
    </Card>
  )
}
