import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { MessagePreview, MessageTemplate } from '#contract/message-templates'
import type { MessageChannel } from '#contract/messaging-words'
import { roleMay } from '#contract/permissions'
import type { Locale } from '#platform/i18n'
import { useSession } from '../api/session.ts'
import { Card, Problem, Segmented } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import { MessageCheck, Warnings } from './MessageCheck.tsx'
import { MessageFrame } from './MessageFrame.tsx'
import classes from './messages.module.css'
import { previewQuery } from './messages-query.ts'
import { PersonPicker } from './PersonPicker.tsx'

type Look = 'desktop' | 'phone' | 'dark' | 'text'
type TemplatePreviewProps = { variants: MessageTemplate['variants']; locale: Locale; channel: MessageChannel }

const looks: readonly Look[] = ['desktop', 'phone', 'dark', 'text']

/** What a person will see, with what should be looked at before it is sent. */
export function TemplatePreview({ variants, locale, channel }: TemplatePreviewProps) {
  const { t } = useI18n()
  const mayCheck = roleMay(useSession().role, 'messages:write')
  const [look, setLook] = useState<Look>('desktop')
  const [customerId, setCustomerId] = useState<string>()
  const wanted = useDeferredValue({ variants, locale, channel, ...(customerId ? { customerId } : {}), data: {} })
  const preview = useQuery({ ...previewQuery(wanted), placeholderData: keepPreviousData })
  const shown = preview.data?.channel === channel ? preview.data : undefined
  return (
    <Card>
      <div className={classes.tools}>
        <PersonPicker value={customerId} onChange={setCustomerId} />
        {channel === 'email' && (
          <Segmented
            label={t('messaging.preview')}
            value={look}
            onChange={setLook}
            options={looks.map((value) => ({ value, label: t(`messaging.look.${value}`) }))}
          />
        )}
      </div>
      {channel === 'email' && mayCheck && <MessageCheck variants={variants} />}
      {preview.error && <Problem error={preview.error} onRetry={() => void preview.refetch()} />}
      {shown && (
        <>
          <Warnings warnings={shown.warnings} />
          <Shown preview={shown} look={look} />
        </>
      )}
    </Card>
  )
}

function Shown({ preview, look }: { preview: MessagePreview; look: Look }) {
  const { t, number } = useI18n()
  const { channel, subject, html, text, push, sms } = preview
  if (channel === 'email')
    return (
      <>
        <p>
          <bdi>{subject}</bdi>{' '}
          <span className={classes.soft}>{t('messaging.kilobytes', { size: Math.ceil(preview.bytes / 1024) })}</span>
        </p>
        {look === 'text' ? (
          <p className={classes.plain} dir="auto">
            {text}
          </p>
        ) : (
          <MessageFrame html={html} title={t('messaging.preview')} phone={look === 'phone'} dark={look === 'dark'} />
        )}
      </>
    )
  if (push)
    return (
      <div className={classes.note} dir="auto">
        <strong>{push.title}</strong>
        <p>{push.text}</p>
        <bdi className={classes.soft}>{push.url}</bdi>
      </div>
    )
  return (
    <>
      <p className={classes.bubble} dir="auto">
        {text}
      </p>
      {sms && (
        <p className={classes.soft}>
          {t('messaging.segments', { count: sms.segments })} · {t(`messaging.encoding.${sms.encoding}`)} ·{' '}
          {t('messaging.left', { left: number(sms.left) })}
        </p>
      )}
    </>
  )
}
