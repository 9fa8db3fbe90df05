import { fromJalali } from './jalali.ts'
import type { Locale } from './locales.ts'

/** Our language as Intl's: Persian with the Jalali calendar and Persian digits; English as the British write it. */
export function intlLocale(locale: Locale): string {
  return { en: 'en-GB', hu: 'hu-HU', ru: 'ru-RU', fa: 'fa-IR-u-ca-persian-nu-arabext', pl: 'pl-PL' }[locale]
}

/** The calendar days are shown in; `auto` goes by the language. */
export type Calendar = 'gregorian' | 'jalali'

/** Jalali in Persian, Gregorian elsewhere, unless somebody has chosen. */
export function calendarOf(locale: Locale, chosen: Calendar | 'auto' = 'auto'): Calendar {
  if (chosen !== 'auto') return chosen
  return locale === 'fa' ? 'jalali' : 'gregorian'
}

function calendarLocale(locale: Locale, calendar: Calendar): string {
  const [language = ''] = intlLocale(locale).split('-u-')
  const digits = locale === 'fa' ? '-nu-arabext' : ''
  return `${language}-u-ca-${calendar === 'jalali' ? 'persian' : 'gregory'}${digits}`
}

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

export function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`
  let format = numberFormats.get(key)
  if (!format) {
    // hu and pl leave four-digit numbers ungrouped by CLDR's minimum grouping; in tables they must line up. What rounds to nothing
    // has no sign.
    format = new Intl.NumberFormat(intlLocale(locale), { useGrouping: 'always', signDisplay: 'negative', ...options })
    numberFormats.set(key, format)
  }
  return format
}

/** With a minus as wide as a digit: CLDR writes a hyphen, which a line breaks after and a range swallows. */
const withMinus = (text: string): string => text.replace('-', '−')

export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return withMinus(numberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value))
}

/** `value` is already in percent: 38.6 → “38.6 %”. */
export function formatPercent(value: number, locale: Locale, digits = 1): string {
  const format = numberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  })
  return withMinus(format.format(value / 100))
}

/** `minor` are minor units; `style` 'whole' rounds to whole units as headlines do. The forint is shown without decimals. */
export function formatMoney(
  minor: number,
  currency: string,
  locale: Locale,
  style: 'exact' | 'whole' = 'exact',
): string {
  const exponent = currency === 'HUF' || currency === 'IRR' ? 2 : fractionDigits(currency)
  const digits = style === 'whole' || currency === 'HUF' || currency === 'IRR' ? 0 : exponent
  const format = numberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })
  const amount = minor / 10 ** exponent
  return locale === 'fa' ? symbolLast(format.formatToParts(amount)) : withMinus(format.format(amount))
}

const numberParts: readonly string[] = ['minusSign', 'integer', 'group', 'decimal', 'fraction']

/** Persian writes and says the number before the currency; CLDR puts the sign in front and scatters direction marks. */
function symbolLast(parts: Intl.NumberFormatPart[]): string {
  const number = parts.filter(({ type }) => numberParts.includes(type)).map(({ value }) => value)
  const symbol = parts.find(({ type }) => type === 'currency')?.value ?? ''
  // Without the mark a minus would stand at the far side of its number in right-to-left text.
  const mark = parts.some(({ type }) => type === 'minusSign') ? '\u200e' : ''
  return `${mark}${number.join('')}\u00a0${symbol.replaceAll('\u200e', '')}`
}

function fractionDigits(currency: string): number {
  return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** `iso` is YYYY-MM-DD or an instant; days are shown as they stand, instants in `timeZone`. */
export function formatDay(
  iso: string,
  locale: Locale,
  style: 'short' | 'long' | 'numeric' | 'time' = 'short',
  timeZone = 'UTC',
  calendar = calendarOf(locale),
): string {
  const format = dateFormat(calendarLocale(locale, calendar), dayStyles[style], iso.length === 10 ? 'UTC' : timeZone)
  const parts = format.formatToParts(new Date(iso))
  return locale === 'fa' && style === 'long' ? weekdayFirst(parts) : withoutEra(parts)
}

/** Outside Persian, CLDR adds the era to a Jalali year («перс. год», AP); nobody who chose the calendar needs it. */
function withoutEra(parts: Intl.DateTimeFormatPart[]): string {
  const words = parts.filter(({ type }) => type !== 'era').map(({ value }) => value)
  return words.join('').replaceAll(/ {2,}/g, ' ').replace(/^ | $/g, '')
}

/** «شنبه ۳۰ آبان ۱۴۰۵»; CLDR has no such pattern for the Jalali calendar and puts the year first. */
function weekdayFirst(parts: Intl.DateTimeFormatPart[]): string {
  const part = (wanted: string) => parts.find(({ type }) => type === wanted)?.value ?? ''
  return ['weekday', 'day', 'month', 'year'].map(part).join(' ')
}

/**
 * `month` is YYYY-MM of the calendar it was counted in, and is named by it in every language: another calendar's name would promise
 * other days than those that were counted.
 */
export function formatMonth(month: string, locale: Locale, style: 'short' | 'long' = 'short'): string {
  const calendar = calendarOfYear(month)
  // Persian has no shorter names of months, and Intl's long form puts a Jalali year first.
  const of = locale === 'fa' ? 'short' : style
  const format = dateFormat(calendarLocale(locale, calendar), { year: 'numeric', month: of }, 'UTC')
  return withoutEra(format.formatToParts(new Date(`${middleOf(month)}T12:00:00Z`)))
}

/** Of what begins with a year: 1405 is none in which anybody bought by the Gregorian calendar, 2026 none by the Jalali one. */
const calendarOfYear = (period: string): Calendar => (Number(period.slice(0, 4)) < 1700 ? 'jalali' : 'gregorian')

function middleOf(month: string): string {
  if (calendarOfYear(month) === 'gregorian') return `${month}-15`
  const [year = 0, of = 0] = month.split('-').map(Number)
  const day = fromJalali({ year, month: of, day: 15 })
  if (day === undefined) throw new RangeError(`${month} is no month of the Jalali calendar.`)
  return day
}

/** A year of either calendar as a name: without grouping, in the digits of the language. */
export function formatYear(year: number, locale: Locale): string {
  return numberFormat(locale, { useGrouping: false }).format(year)
}

/** What stands below a chart for a day or a month; `short` leaves out the year, which `year` is. */
export type Tick = { label: string; short: string; year: string }

/** `iso` is YYYY-MM-DD. */
export function dayTick(iso: string, locale: Locale, calendar = calendarOf(locale)): Tick {
  const part = partOf(iso, locale, calendar)
  return {
    label: formatDay(iso, locale, 'short', 'UTC', calendar),
    short: part({ day: 'numeric', month: 'short' }),
    year: part({ year: 'numeric' }),
  }
}

/** `month` is YYYY-MM of the calendar it was counted in. */
export function monthTick(month: string, locale: Locale): Tick {
  const part = partOf(middleOf(month), locale, calendarOfYear(month))
  return {
    label: formatMonth(month, locale),
    short: part({ month: 'short' }),
    year: part({ year: 'numeric' }),
  }
}

const partOf = (iso: string, locale: Locale, calendar: Calendar) => (options: Intl.DateTimeFormatOptions) =>
  withoutEra(dateFormat(calendarLocale(locale, calendar), options, 'UTC').formatToParts(new Date(iso)))

const dayStyles = {
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric', weekday: 'long' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
  time: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

function dateFormat(intl: string, options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = `${intl}${timeZone}${JSON.stringify(options)}`
  let format = dateFormats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(intl, { ...options, timeZone })
    dateFormats.set(key, format)
  }
  return format
}
