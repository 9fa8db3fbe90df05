import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { readTime, writeTime } from './time-text.ts'

type TimeFieldProps = Omit<TextInputProps, 'value' | 'onChange' | 'type' | 'error'> & {
  /** "HH:MM", or empty */
  value: string
  /** Told of times only, and of an empty field; anything else stays in the field and is marked. */
  onChange: (value: string) => void
}

/** A time of day on 24 hours in the reader's digits; the browser's own field would follow the browser's language. */
export function TimeField({ value, onChange, ...field }: TimeFieldProps) {
  const { t, locale } = useI18n()
  const [typed, setTyped] = useState<string>()
  const read = typed === undefined ? value : readTime(typed)
  return (
    <TextInput
      placeholder={writeTime('09:30', locale)}
      {...field}
      inputMode="numeric"
      autoComplete="off"
      maxLength={8}
      value={typed ?? writeTime(value, locale)}
      error={read === undefined && t('console.time.wrong')}
      onChange={(event) => {
        const text = event.currentTarget.value
        setTyped(text)
        const time = readTime(text)
        if (time !== undefined) onChange(time)
      }}
      onBlur={() => {
        if (read !== undefined) setTyped(undefined)
      }}
    />
  )
}
