import { Button, Textarea, TextInput } from '@mantine/core'
import type { MessageVariant } from '#contract/message-blocks'
import { hasWords } from '#contract/message-channels'
import type { MessageChannel } from '#contract/messaging-words'
import { countSms } from '#contract/sms-segments'
import type { Locale } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import { EmailFields } from './EmailFields.tsx'

type VariantFieldsProps = {
  locale: Locale
  variant: MessageVariant
  channel: MessageChannel
  onChange: (variant: MessageVariant) => void
  /** The channel's words are taken away, or written for the first time. */
  onRemove: () => void
  mayRemove: boolean
}

/** What one language of a template says by one channel. */
export function VariantFields({ locale, variant, channel, onChange, onRemove, mayRemove }: VariantFieldsProps) {
  const { t } = useI18n()
  const change = (next: Partial<MessageVariant>) => onChange({ ...variant, ...next })
  if (!hasWords(variant, channel))
    return (
      <div>
        <Button variant="default" onClick={() => change(firstWords(channel, t))}>
          {t('messaging.add_channel')}
        </Button>
      </div>
    )
  return (
    <>
      {channel === 'email' && <EmailFields locale={locale} variant={variant} change={change} />}
      {channel === 'sms' && <SmsField text={variant.sms ?? ''} onChange={(sms) => change({ sms })} />}
      {channel === 'push' && variant.push && <PushFields note={variant.push} onChange={(push) => change({ push })} />}
      {channel === 'webhook' && (
        <Textarea
          autosize
          dir="auto"
          minRows={3}
          required
          withAsterisk={false}
          label={t('messaging.webhook_text')}
          value={variant.webhook ?? ''}
          onChange={(event) => change({ webhook: event.currentTarget.value })}
        />
      )}
      {mayRemove && (
        <div>
          <Button size="compact-sm" variant="subtle" onClick={onRemove}>
            {t('messaging.remove_channel')}
          </Button>
        </div>
      )}
    </>
  )
}

function SmsField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const { t, number } = useI18n()
  const { segments, left, encoding } = countSms(text)
  return (
    <Textarea
      autosize
      required
      withAsterisk={false}
      dir="auto"
      minRows={3}
      maxLength={1600}
      label={t('messaging.sms_text')}
      description={`${t('messaging.segments', { count: segments })} · ${t(`messaging.encoding.${encoding}`)} · ${t('messaging.left', { left: number(left) })}`}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

type Note = NonNullable<MessageVariant['push']>

function PushFields({ note, onChange }: { note: Note; onChange: (note: Note) => void }) {
  const { t } = useI18n()
  return (
    <>
      <TextInput
        required
        withAsterisk={false}
        dir="auto"
        label={t('messaging.push_title')}
        maxLength={120}
        value={note.title}
        onChange={(event) => onChange({ ...note, title: event.currentTarget.value })}
      />
      <Textarea
        autosize
        required
        withAsterisk={false}
        dir="auto"
        minRows={2}
        maxLength={400}
        label={t('messaging.push_text')}
        value={note.text}
        onChange={(event) => onChange({ ...note, text: event.currentTarget.value })}
      />
      <TextInput
        dir="ltr"
        label={t('messaging.address')}
        description={t('messaging.push_url_help')}
        value={note.url}
        onChange={(event) => onChange({ ...note, url: event.currentTarget.value })}
      />
    </>
  )
}

function firstWords(channel: MessageChannel, t: (key: string) => string): Partial<MessageVariant> {
  const text = t('messaging.first_text')
  if (channel === 'sms') return { sms: text }
  if (channel === 'webhook') return { webhook: text }
  if (channel === 'push') return { push: { title: t('messaging.first_subject'), text, url: '' } }
  return { subject: t('messaging.first_subject'), body: { kind: 'blocks', blocks: [{ kind: 'text', text }] } }
}
