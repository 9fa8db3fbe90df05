import { Button } from '@mantine/core'
import type { MessagePolicy } from '#contract/message-policy'
import { messageChannels } from '#contract/messaging-words'
import { FieldGroup, NumberField } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './messages.module.css'

type ChannelRulesProps = { policy: MessagePolicy; onChange: (next: Partial<MessagePolicy>) => void }

/** In which order channels are tried, how much by each, and how much of it may be promotional. */
export function ChannelRules({ policy, onChange }: ChannelRulesProps) {
  const { t } = useI18n()
  const order = [...new Set([...policy.channelOrder, ...messageChannels])]
  const raise = (index: number): void => {
    const one = order[index]
    if (one) onChange({ channelOrder: order.toSpliced(index, 1).toSpliced(index - 1, 0, one) })
  }
  return (
    <>
      <FieldGroup legend={t('messaging.channel_order')}>
        <p className={classes.soft}>{t('messaging.channel_order_text')}</p>
        {order.map((channel, index) => (
          <div key={channel} className={classes.rank}>
            <NumberField
              whole
              min={1}
              max={200}
              label={t('messaging.channel_cap', { channel: t(`messaging.channel.${channel}`) })}
              value={policy.channelCaps[channel] ?? null}
              onChange={(cap) => {
                const { [channel]: _, ...rest } = policy.channelCaps
                onChange({ channelCaps: cap === null ? rest : { ...rest, [channel]: cap } })
              }}
            />
            {index > 0 && (
              <Button
                variant="subtle"
                aria-label={t('messaging.button_of', {
                  button: t('messaging.move_up'),
                  what: t(`messaging.channel.${channel}`),
                })}
                onClick={() => raise(index)}
              >
                {t('messaging.move_up')}
              </Button>
            )}
          </div>
        ))}
      </FieldGroup>
      <NumberField
        whole
        min={1}
        max={99}
        label={t('messaging.max_promotional')}
        description={t('messaging.max_promotional_help')}
        value={policy.maxPromotional}
        onChange={(maxPromotional) => onChange({ maxPromotional })}
      />
    </>
  )
}
