import { NativeSelect, TextInput } from '@mantine/core'
import { useId, useState } from 'react'
import { latinDigits, localDigits } from '#platform/i18n'
import { FieldGroup } from '../../components/index.ts'
import { useI18n } from '../../i18n/use-i18n.ts'
import classes from './care.module.css'
import { isoOf, monthNames, partsOf } from './day-parts.ts'

type DayFieldsProps = {
  legend: string
  /** An ISO day to begin with. */
  value: string | null
  /** The year may be left empty; `hasYear` says whether it was known. */
  yearOptional?: boolean
  hasYear?: boolean
  /** undefined: what stands there is no day. */
  onChange: (day: { iso: string; hasYear: boolean } | undefined) => void
}

/** A day in the reader's calendar: day, month by name, year. */
export function DayFields({ legend, value, yearOptional = false, hasYear = true, onChange }: DayFieldsProps) {
  const { t, locale, calendar } = useI18n()
  const id = useId()
  const today = new Date().toISOString().slice(0, 10)
  const start = value === null ? undefined : partsOf(value, calendar)
  const [day, setDay] = useState(start ? localDigits(String(start.day), locale) : '')
  const [month, setMonth] = useState(start ? String(start.month) : '')
  const [year, setYear] = useState(start && hasYear ? localDigits(String(start.year), locale) : '')
  const tell = (d: string, m: string, y: string) => {
    const known = latinDigits(y.trim())
    if (!/^\d{1,2}$/.test(latinDigits(d)) || m === '' || (known === '' && !yearOptional)) return onChange(undefined)
    if (known !== '' && !/^\d{4}$/.test(known)) return onChange(undefined)
    const parts = { day: Number(latinDigits(d)), month: Number(m), year: known === '' ? null : Number(known) }
    // A leap day needs a leap year to be told in.
    const iso = isoOf(parts, calendar, parts.month === 2 && calendar !== 'jalali' ? '2028-01-01' : today)
    onChange(iso === undefined ? undefined : { iso, hasYear: parts.year !== null })
  }
  return (
    <FieldGroup legend={legend}>
      <div className={classes.day}>
        <TextInput
          id={`${id}-day`}
          aria-label={t('care.day.day')}
          placeholder={t('care.day.day')}
          inputMode="numeric"
          maxLength={2}
          value={day}
          onChange={(event) => {
            setDay(event.currentTarget.value)
            tell(event.currentTarget.value, month, year)
          }}
        />
        <NativeSelect
          aria-label={t('care.day.month')}
          value={month}
          onChange={(event) => {
            setMonth(event.currentTarget.value)
            tell(day, event.currentTarget.value, year)
          }}
          data={[
            { value: '', label: t('care.day.month') },
            ...monthNames(locale, calendar).map((label, i) => ({ value: String(i + 1), label })),
          ]}
        />
        <TextInput
          aria-label={yearOptional ? t('care.day.year_optional') : t('care.day.year')}
          placeholder={t('care.day.year')}
          inputMode="numeric"
          maxLength={4}
          value={year}
          onChange={(event) => {
            setYear(event.currentTarget.value)
            tell(day, month, event.currentTarget.value)
          }}
        />
      </div>
    </FieldGroup>
  )
}
