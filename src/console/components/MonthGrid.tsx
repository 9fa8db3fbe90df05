import { ActionIcon } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { formatNumber } from '#platform/i18n'
import { useI18n } from '../i18n/use-i18n.ts'
import { weekdayNames } from '../i18n/weekday-names.ts'
import { addDays, addMonths, monthWeeks, toCalendar } from './date-text.ts'
import classes from './MonthGrid.module.css'

type MonthGridProps = {
  value: string | undefined
  today: string
  onPick: (iso: string) => void
  min?: string
  max?: string
}

/** One month to pick a day from: arrows move by days, Page Up and Down by months, Home and End within the week. */
export function MonthGrid({ value, today, onPick, min = '', max = '9999' }: MonthGridProps) {
  const i18n = useI18n()
  const { t, locale, calendar, weekend, firstWeekday, direction } = i18n
  const [at, setAt] = useState(value ?? today)
  const grid = useRef<HTMLTableElement>(null)
  const isMoved = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the day.
  useEffect(() => {
    if (isMoved.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus()
  }, [at])
  const names = weekdayNames(locale, 'long')
  const letters = weekdayNames(locale, locale === 'fa' ? 'narrow' : 'short')
  const columns = Array.from({ length: 7 }, (_, index) => ((firstWeekday - 1 + index) % 7) + 1)
  const forward = direction === 'rtl' ? -1 : 1
  const column = (columns.indexOf(new Date(`${at}T00:00:00Z`).getUTCDay() || 7) + 7) % 7
  const steps: Record<string, string> = {
    ArrowRight: addDays(at, forward),
    ArrowLeft: addDays(at, -forward),
    ArrowDown: addDays(at, 7),
    ArrowUp: addDays(at, -7),
    PageDown: addMonths(at, 1, calendar),
    PageUp: addMonths(at, -1, calendar),
    Home: addDays(at, -column),
    End: addDays(at, 6 - column),
  }
  const move = (event: KeyboardEvent): void => {
    const to = steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    isMoved.current = true
    setAt(to)
  }
  const turn = (months: number): void => {
    isMoved.current = false
    setAt(addMonths(at, months, calendar))
  }
  const [Before, After] =
    direction === 'rtl' ? [IconChevronRight, IconChevronLeft] : [IconChevronLeft, IconChevronRight]
  const title = monthName(at, i18n)
  return (
    <div className={classes.month}>
      <div className={classes.head}>
        <ActionIcon variant="subtle" color="gray" aria-label={t('console.date.previous')} onClick={() => turn(-1)}>
          <Before size={18} aria-hidden />
        </ActionIcon>
        <span aria-live="polite">{title}</span>
        <ActionIcon variant="subtle" color="gray" aria-label={t('console.date.next')} onClick={() => turn(1)}>
          <After size={18} aria-hidden />
        </ActionIcon>
      </div>
      <table ref={grid} aria-label={title} className={classes.grid} onKeyDown={move}>
        <thead>
          <tr>
            {columns.map((day) => (
              <th key={day} scope="col" abbr={names[day - 1]}>
                {letters[day - 1]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {monthWeeks(at, calendar, firstWeekday).map((week) => (
            <tr key={week.find(Boolean)}>
              {week.map((iso, index) => (
                <td key={iso ?? columns[index]} data-weekend={weekend.includes(columns[index] ?? 0)}>
                  {iso && (
                    <button
                      type="button"
                      tabIndex={iso === at ? 0 : -1}
                      data-autofocus={iso === at || undefined}
                      aria-label={i18n.day(iso, 'long')}
                      aria-pressed={iso === value}
                      aria-current={iso === today ? 'date' : undefined}
                      disabled={iso < min || iso > max}
                      onClick={() => onPick(iso)}
                    >
                      {formatNumber(toCalendar(iso, calendar).day, locale)}
                    </button>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function monthName(iso: string, { locale, calendar }: Pick<ReturnType<typeof useI18n>, 'locale' | 'calendar'>): string {
  const tag = `${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}${locale === 'fa' ? '-nu-arabext' : ''}`
  const format = new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' })
  const parts = format.formatToParts(new Date(`${iso}T00:00:00Z`)).filter(({ type }) => type !== 'era')
  const text = parts
    .map(({ value }) => value)
    .join('')
    .trim()
  if (locale !== 'fa') return text
  // CLDR puts the year of a Jalali month first; people say «آبان ۱۴۰۵».
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? ''
  return `${part('month')} ${part('year')}`
}
