import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { readNumber, writeNumber } from './number-text.ts'

type NumberFieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'type' | 'error' | 'min' | 'max'> & {
  /** null: nothing stands there */
  value: number | null
  /** Told of numbers that may stand here, and of null; what is no number stays in the field and is marked. */
  onChange: (value: number | null) => void
  min?: number | undefined
  max?: number | undefined
  /** Fractions are no number here. */
  whole?: boolean
  error?: string | undefined
  /** What is counted, behind the number. */
  unit?: string | undefined
}

/** A number, typed in the digits of any language and shown in those of the reader's. */
export function NumberField({ value, onChange, min, max, whole = false, error, unit, ...field }: NumberFieldProps) {
  const { t, locale } = useI18n()
  const [typed, setTyped] = useState<string>()
  const read = typed === undefined ? value : readNumber(typed, locale)
  const mayStand = (number: number | null | undefined): number is number | null =>
    number === null ||
    (number !== undefined &&
      (!whole || Number.isInteger(number)) &&
      number >= (min ?? Number.NEGATIVE_INFINITY) &&
      number <= (max ?? Number.POSITIVE_INFINITY))
  return (
    <TextInput
      {...field}
      inputMode={whole ? 'numeric' : 'decimal'}
      autoComplete="off"
      value={typed ?? writeNumber(value, locale)}
      error={error ?? (mayStand(read) ? undefined : t('console.number.wrong'))}
      rightSection={unit && <span aria-hidden="true">{unit === '%' && locale === 'fa' ? '٪' : unit}</span>}
      rightSectionWidth={unit ? `${unit.length + 2}ch` : undefined}
      rightSectionPointerEvents="none"
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        const number = readNumber(text, locale)
        if (mayStand(number)) onChange(number)
      }}
      onBlur={(event) => {
        field.onBlur?.(event)
        if (mayStand(read)) setTyped(undefined)
      }}
    />
  )
}
