import {
  type Calendar,
  fromJalali,
  type JalaliDay,
  jalaliMonthDays,
  type Locale,
  latinDigits,
  localDigits,
  toJalali,
} from '#platform/i18n'

/** A day in either calendar. */
export type CalendarDay = JalaliDay

export function toCalendar(iso: string, calendar: Calendar): CalendarDay {
  if (calendar === 'jalali') return toJalali(iso)
  const [year = 0, month = 0, day = 0] = iso.split('-').map(Number)
  return { year, month, day }
}

/** The Gregorian YYYY-MM-DD; undefined when there is no such day. */
export function fromCalendar(day: CalendarDay, calendar: Calendar): string | undefined {
  if (calendar === 'jalali') return fromJalali(day)
  const { year, month } = day
  if (year < 1 || month < 1 || month > 12 || day.day < 1 || day.day > monthDays(year, month, calendar)) return undefined
  const pad = (part: number, digits: number) => String(part).padStart(digits, '0')
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day.day, 2)}`
}

export function monthDays(year: number, month: number, calendar: Calendar): number {
  return calendar === 'jalali' ? jalaliMonthDays(year, month) : new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/** As it is typed: year first in Hungarian and Persian, day first elsewhere. */
const orders: Record<Locale, { parts: readonly ['year' | 'day', 'month', 'year' | 'day']; mark: string }> = {
  en: { parts: ['day', 'month', 'year'], mark: '/' },
  hu: { parts: ['year', 'month', 'day'], mark: '.' },
  ru: { parts: ['day', 'month', 'year'], mark: '.' },
  fa: { parts: ['year', 'month', 'day'], mark: '/' },
  pl: { parts: ['day', 'month', 'year'], mark: '.' },
}

export function writeDate(iso: string, locale: Locale, calendar: Calendar): string {
  const day = toCalendar(iso, calendar)
  const { parts, mark } = orders[locale]
  const text = parts.map((part) => String(day[part]).padStart(part === 'year' ? 4 : 2, '0')).join(mark)
  return localDigits(text, locale)
}

/** Reads what somebody has typed, with any digits and marks, the year first or last; undefined when it is no day. */
export function readDate(text: string, locale: Locale, calendar: Calendar): string | undefined {
  const plain = latinDigits(text)
  const numbers = plain.match(/\d+/g)
  if (numbers?.length !== 3 || /\p{L}/u.test(plain)) return undefined
  const [first = '', month = '', last = ''] = numbers
  const isYearFirst = first.length === 4 || (last.length !== 4 && orders[locale].parts[0] === 'year')
  const [year, day] = isYearFirst ? [first, last] : [last, first]
  if (year.length !== 4) return undefined
  return fromCalendar({ year: Number(year), month: Number(month), day: Number(day) }, calendar)
}

export function addDays(iso: string, days: number): string {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** The same day of another month, or its last one. */
export function addMonths(iso: string, months: number, calendar: Calendar): string {
  const { year, month, day } = toCalendar(iso, calendar)
  const at = year * 12 + month - 1 + months
  const [toYear, toMonth] = [Math.floor(at / 12), (at % 12) + 1]
  const to = { year: toYear, month: toMonth, day: Math.min(day, monthDays(toYear, toMonth, calendar)) }
  return fromCalendar(to, calendar) ?? iso
}

/** The weeks of the month around `iso`; days of other months are undefined. `firstWeekday` is ISO, 1 = Monday. */
export function monthWeeks(iso: string, calendar: Calendar, firstWeekday: number): (string | undefined)[][] {
  const { year, month } = toCalendar(iso, calendar)
  const first = fromCalendar({ year, month, day: 1 }, calendar) ?? iso
  const weekday = new Date(`${first}T00:00:00Z`).getUTCDay() || 7
  const before = (weekday - firstWeekday + 7) % 7
  const days = [
    ...Array.from<undefined>({ length: before }),
    ...Array.from({ length: monthDays(year, month, calendar) }, (_, index) => addDays(first, index)),
  ]
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, index) => days[week * 7 + index]),
  )
}
