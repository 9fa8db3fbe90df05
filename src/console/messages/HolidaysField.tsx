import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox } from '@mantine/core'
import { useState } from 'react'
import { DateInput, FieldGroup } from '../components/index.ts'
import { useI18n } from '../i18n/use-i18n.ts'
import classes from './messages.module.css'

type HolidaysFieldProps = { value: readonly string[]; onChange: (holidays: string[]) => void }

const anyYear = '2024'
const monthDay = (locale: string) =>
  new Intl.DateTimeFormat(`${locale === 'en' ? 'en-GB' : locale}-u-ca-gregory`, {
    month: 'long',
    day: 'numeric',
    timeZone: 'UTC',
  })

/** Days on which nothing goes out but what must. */
export function HolidaysField({ value, onChange }: HolidaysFieldProps) {
  const { t, day, locale } = useI18n()
  const [date, setDate] = useState('')
  const [isYearly, setYearly] = useState(false)
  const add = (): void => {
    const one = isYearly ? date.slice(5) : date
    if (one !== '' && !value.includes(one)) onChange([...value, one].toSorted())
    setDate('')
  }
  // A day of every year is one of the Gregorian year, whatever calendar is shown.
  const shown = (one: string): string =>
    one.length === 5
      ? t('messaging.every_year', { day: monthDay(locale).format(new Date(`${anyYear}-${one}T00:00:00Z`)) })
      : day(one)
  return (
    <FieldGroup legend={t('messaging.holidays')}>
      {value.length > 0 && (
        <ul className={classes.warnings}>
          {value.map((one) => (
            <li key={one}>
              {shown(one)}{' '}
              <Button
                size="compact-sm"
                variant="subtle"
                aria-label={t('messaging.button_of', { button: t('messaging.remove'), what: shown(one) })}
                onClick={() => onChange(value.filter((other) => other !== one))}
              >
                {t('messaging.remove')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className={classes.tools}>
        <DateInput label={t('messaging.holiday')} value={date} onChange={setDate} />
        <Checkbox
          label={t('messaging.yearly')}
          checked={isYearly}
          onChange={(event) => setYearly(event.currentTarget.checked)}
        />
        <Button variant="default" disabled={date === ''} onClick={add}>
          {t('messaging.add_day')}
        </Button>
      </div>
    </FieldGroup>
  )
}
