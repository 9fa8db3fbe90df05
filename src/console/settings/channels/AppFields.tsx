import '@mantine/core/styles/Switch.layer.css'
import { Button, Switch, Textarea } from '@mantine/core'
import { FormProblem } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from '../settings.module.css'

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

type AppFieldsProps = {
  mayWrite: boolean
  takesPublic: boolean
  onTakesPublic: (takesPublic: boolean) => void
  isOn: boolean
  onSwitch: (isOn: boolean) => void
  /** how many are known; undefined before it is set up */
  devices: number | undefined
  error: unknown
  isSaving: boolean
}

/** What services that reach apps have alike. */
export function AppFields(props: AppFieldsProps) {
  const { mayWrite, takesPublic, onTakesPublic, isOn, onSwitch, devices, error, isSaving } = props
  const { t } = useI18n()
  return (
    <>
      <Switch
        disabled={!mayWrite}
        label={t('channels.takes_public')}
        description={t('channels.takes_public_help')}
        checked={takesPublic}
        onChange={(event) => onTakesPublic(event.currentTarget.checked)}
      />
      <Switch
        disabled={!mayWrite}
        label={t('channels.is_on')}
        checked={isOn}
        onChange={(event) => onSwitch(event.currentTarget.checked)}
      />
      {devices !== undefined && <p className={classes.note}>{t('channels.app_devices', { count: devices })}</p>}
      <FormProblem error={error} />
      {mayWrite && (
        <div>
          <Button type="submit" loading={isSaving}>
            {t('console.save')}
          </Button>
        </div>
      )}
    </>
  )
}
