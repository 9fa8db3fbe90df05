import { IconCheck, IconMinus, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { Channel, ConsentEntry, Purpose } from '#contract/care'
import { channels, purposes } from '#contract/care-words'
import { roleMay } from '#contract/permissions'
import { useSession } from '../../api/session.ts'
import { Card, HelpHint } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import { ConsentDialog } from './ConsentDialog.tsx'
import { ConsentHistory } from './ConsentHistory.tsx'
import classes from './care.module.css'
import { stateOf } from './consent-state.ts'

const usual: readonly Channel[] = ['email', 'sms', 'phone']

type ConsentCardProps = { customerId: string; consents: ConsentEntry[] }

/** What they agreed to, by channel and purpose; behind each the proof. */
export function ConsentCard({ customerId, consents }: ConsentCardProps) {
  const { t } = useI18n()
  const { role } = useSession()
  const [open, setOpen] = useState<{ channel: Channel; purpose: Purpose }>()
  const [history, setHistory] = useState(false)
  const [all, setAll] = useState(false)
  const shown = channels.filter(
    (channel) => all || usual.includes(channel) || consents.some((entry) => entry.channel === channel),
  )
  const mayWrite = roleMay(role, 'consents:write')
  const title = t('care.consents.title')
  return (
    <Card
      title={
        <span style={{ display: 'inline-flex', alignItems: 'center', gap: 2 }}>
          {title}
          <HelpHint hint="care.consents.help" about={title} />
        </span>
      }
      aside={
        consents.length > 0 && (
          <button type="button" className={classes.add} onClick={() => setHistory(true)}>
            {t('care.consents.history', { entries: consents.length })}
          </button>
        )
      }
    >
      <table className={classes.consents}>
        <thead>
          <tr>
            <td style={{ border: 0 }} />
            {purposes.map((purpose) => (
              <th key={purpose} scope="col">
                {t(`care.purpose.${purpose}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((channel) => (
            <tr key={channel}>
              <th scope="row">{t(`care.channel.${channel}`)}</th>
              {purposes.map((purpose) => (
                <td key={purpose}>
                  <ConsentMark
                    about={{ channel, purpose }}
                    state={stateOf(consents, channel, purpose)}
                    {...(mayWrite && { onClick: () => setOpen({ channel, purpose }) })}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < channels.length && (
        <button type="button" className={classes.more} onClick={() => setAll(true)}>
          {t('care.consents.all_channels')}
        </button>
      )}
      {open && (
        <ConsentDialog
          customerId={customerId}
          channel={open.channel}
          purpose={open.purpose}
          state={stateOf(consents, open.channel, open.purpose) === 'given' ? 'withdrawn' : 'given'}
          onClose={() => setOpen(undefined)}
        />
      )}
      {history && <ConsentHistory customerId={customerId} consents={consents} onClose={() => setHistory(false)} />}
    </Card>
  )
}

type ConsentMarkProps = {
  about: { channel: Channel; purpose: Purpose }
  state: ConsentEntry['state'] | undefined
  onClick?: () => void
}

function ConsentMark({ about: { channel, purpose }, state = undefined, onClick }: ConsentMarkProps) {
  const { t } = useI18n()
  const word = t(`care.consents.state.${state ?? 'none'}`)
  const Icon = state === 'given' ? IconCheck : state === 'withdrawn' ? IconX : IconMinus
  const content = (
    <>
      <Icon size={15} stroke={2} aria-hidden />
      <span>{word}</span>
    </>
  )
  const label = t('care.consents.cell', {
    channel: t(`care.channel.${channel}`),
    purpose: t(`care.purpose.${purpose}`),
    state: word,
  })
  if (!onClick) {
    return (
      <div className={classes.consent} data-state={state} role="img" aria-label={word}>
        {content}
      </div>
    )
  }
  return (
    <button type="button" className={classes.consent} data-state={state} onClick={onClick} aria-label={label}>
      {content}
    </button>
  )
}
