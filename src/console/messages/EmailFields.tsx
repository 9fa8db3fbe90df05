import { Textarea, TextInput } from '@mantine/core'
import type { MessageVariant } from '#contract/message-blocks'
import type { Locale } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import { BlocksField } from './BlocksField.tsx'
import classes from './messages.module.css'
import { ToCode } from './ToCode.tsx'

type EmailFieldsProps = { locale: Locale; variant: MessageVariant; change: (next: Partial<MessageVariant>) => void }

/** An e-mail: in blocks, or in code. */
export function EmailFields({ locale, variant, change }: EmailFieldsProps) {
  const { t } = useI18n()
  const { body } = variant
  return (
    <>
      <TextInput
        required
        withAsterisk={false}
        dir="auto"
        label={t('messaging.subject')}
        description={t('messaging.liquid_hint')}
        maxLength={300}
        value={variant.subject}
        onChange={(event) => change({ subject: event.currentTarget.value })}
      />
      {body?.kind === 'blocks' && (
        <>
          <TextInput
            dir="auto"
            label={t('messaging.preheader')}
            maxLength={300}
            value={variant.preheader}
            onChange={(event) => change({ preheader: event.currentTarget.value })}
          />
          <BlocksField blocks={body.blocks} onChange={(blocks) => change({ body: { kind: 'blocks', blocks } })} />
          <ToCode locale={locale} variant={variant} onCode={(mjml) => change({ body: { kind: 'mjml', mjml } })} />
        </>
      )}
      {body?.kind === 'mjml' && (
        <Textarea
          label={t('messaging.mjml')}
          description={t('messaging.mjml_help')}
          dir="ltr"
          autosize
          minRows={12}
          maxRows={40}
          spellCheck={false}
          classNames={{ input: classes.code ?? '' }}
          value={body.mjml}
          onChange={(event) => change({ body: { kind: 'mjml', mjml: event.currentTarget.value } })}
        />
      )}
    </>
  )
}
