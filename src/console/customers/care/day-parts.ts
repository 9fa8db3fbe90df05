import { type Calendar, fromJalali, type Locale, toJalali } from '#platform/i18n'

/** A day as its calendar counts it; the year may be left open. */
export type DayParts = { year: number | null; month: number; day: number }

export function partsOf(iso: string, calendar: Calendar): DayParts {
  if (calendar === 'jalali') return toJalali(iso)
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number)
  return { year, month, day }
}

/** The Gregorian day; undefined when the calendar has no such day. Without a year, that of `today` stands in. */
export function isoOf({ year, month, day }: DayParts, calendar: Calendar, today: string): string | undefined {
  const inYear = year ?? partsOf(today, calendar).year ?? 0
  if (calendar === 'jalali') return fromJalali({ year: inYear, month, day })
  const iso = [String(inYear).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-')
  const date = new Date(`${iso}T00:00:00Z`)
  return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(iso) ? undefined : iso
}

/** The months of the calendar in the words of the language. */
export function monthNames(locale: Locale, calendar: Calendar): string[] {
  const format = new Intl.DateTimeFormat(`${locale}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}`, {
    month: 'long',
    timeZone: 'UTC',
  })
  return Array.from({ length: 12 }, (_, i) => {
    const iso = calendar === 'jalali' ? fromJalali({ year: 1404, month: i + 1, day: 1 }) : undefined
    return format.format(iso ? new Date(iso) : new Date(Date.UTC(2025, i, 1)))
  })
}
