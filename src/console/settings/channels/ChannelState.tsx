import { Badge } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

type State = { isOn: boolean; spokenAt: string | null; trouble: string | null }

/** Whether a channel is on, and how the last conversation with it went. */
export function ChannelState({ state }: { state: State | null }) {
  const { t, day } = useI18n()
  if (!state) return <Badge>{t('channels.not_set_up')}</Badge>
  if (!state.isOn) return <Badge>{t('channels.off')}</Badge>
  if (state.trouble !== null) return <Badge tone="now">{t('channels.trouble', { code: state.trouble })}</Badge>
  return (
    <Badge tone="good">
      {state.spokenAt === null ? t('channels.on') : t('channels.works', { day: day(state.spokenAt, 'time') })}
    </Badge>
  )
}
