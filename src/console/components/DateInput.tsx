import { ActionIcon, Popover, TextInput, type TextInputProps } from '@mantine/core'
import { IconCalendar } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useI18n } from '../i18n/use-i18n.ts'
import { readDate, writeDate } from './date-text.ts'
import { MonthGrid } from './MonthGrid.tsx'

type DateInputProps = Omit<TextInputProps, 'value' | 'onChange' | 'min' | 'max' | 'type' | 'error'> & {
  /** YYYY-MM-DD, Gregorian whatever is shown; empty when there is none. */
  value: string
  onChange: (iso: string) => void
  min?: string | undefined
  max?: string | undefined
  error?: string | undefined
}

/** A day, typed or picked in the calendar the person has chosen. Tells only of days that exist, and of none. */
export function DateInput({ value, onChange, min, max, error, ...field }: DateInputProps) {
  const { t, locale, calendar } = useI18n()
  const [text, setText] = useState('')
  const [isTyping, setTyping] = useState(false)
  const [hasFocus, setFocus] = useState(false)
  const [open, setOpen] = useState(false)
  const shown = value === '' ? '' : writeDate(value, locale, calendar)
  useEffect(() => {
    if (!isTyping) setText(shown)
  }, [shown, isTyping])
  const read = readDate(text, locale, calendar)
  const isOutside = read !== undefined && ((min && read < min) || (max && read > max))
  const isWrong = text.trim() !== '' && (read === undefined || Boolean(isOutside))
  const today = localDay()
  const type = (typed: string): void => {
    setTyping(true)
    setText(typed)
    const iso = readDate(typed, locale, calendar)
    if (typed.trim() === '') onChange('')
    else if (iso !== undefined && !(min && iso < min) && !(max && iso > max)) onChange(iso)
  }
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <TextInput
          {...field}
          value={text}
          inputMode="numeric"
          autoComplete="off"
          placeholder={field.placeholder ?? writeDate(today, locale, calendar)}
          error={error ?? (!hasFocus && isWrong ? t('console.date.wrong') : undefined)}
          onChange={(event) => type(event.currentTarget.value)}
          onFocus={() => setFocus(true)}
          onBlur={() => {
            setFocus(false)
            // What is no day stays as it was typed, so that it can be put right.
            if (!isWrong) setTyping(false)
          }}
          rightSection={
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t('console.date.open')}
              aria-expanded={open}
              aria-haspopup="dialog"
              onClick={() => setOpen(!open)}
            >
              <IconCalendar size={17} stroke={1.7} aria-hidden />
            </ActionIcon>
          }
        />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t('console.date.open')}>
        {open && (
          <MonthGrid
            value={value === '' ? undefined : value}
            today={today}
            {...(min && { min })}
            {...(max && { max })}
            onPick={(iso) => {
              setTyping(false)
              onChange(iso)
              setOpen(false)
            }}
          />
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function localDay(): string {
  const now = new Date()
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10)
}
