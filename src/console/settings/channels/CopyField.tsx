import { Button, TextInput } from '@mantine/core'
import { copyText } from '../../components/copy-text.ts'
import { useI18n } from '../../i18n/use-i18n.ts'

/** Something to be pasted elsewhere. */
export function CopyField({ label, value, description }: { label: string; value: string; description?: string }) {
  const { t } = useI18n()
  return (
    <TextInput
      readOnly
      dir="ltr"
      label={label}
      value={value}
      {...(description ? { description } : {})}
      rightSectionWidth={96}
      rightSection={
        <Button
          size="compact-sm"
          variant="subtle"
          aria-label={t('channels.copy_what', { what: label })}
          onClick={() => void copyText(value, t('console.copied'))}
        >
          {t('channels.copy')}
        </Button>
      }
    />
  )
}
