import '@mantine/core/styles/Switch.layer.css'
import { Switch, Textarea } from '@mantine/core'
import { useI18n } from '../../i18n/use-i18n.ts'

type KeyFieldProps = {
  label: string
  description: string
  isSet: boolean
  mayWrite: boolean
  value: string
  onChange: (text: string) => void
}

/** A key file, pasted; what is kept is never shown. */
export function KeyField({ label, description, isSet, mayWrite, value, onChange }: KeyFieldProps) {
  return (
    <Textarea
      dir="ltr"
      rows={3}
      spellCheck={false}
      autoComplete="off"
      disabled={!mayWrite}
      required={!isSet}
      withAsterisk={false}
      label={label}
      description={description}
      placeholder={isSet ? '••••••••' : ''}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

type PublicSwitchProps = { mayWrite: boolean; isOn: boolean; onChange: (isOn: boolean) => void }

/** Whether apps may tell their device themselves. */
export function PublicSwitch({ mayWrite, isOn, onChange }: PublicSwitchProps) {
  const { t } = useI18n()
  return (
    <Switch
      disabled={!mayWrite}
      label={t('channels.takes_public')}
      description={t('channels.takes_public_help')}
      checked={isOn}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
}
