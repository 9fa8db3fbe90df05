import type { Locale } from './locales.ts'

/** Our language as Intl's: Persian with the Jalali calendar and Persian digits; English as the British write it. */
export function intlLocale(locale: Locale): string {
  return { en: 'en-GB', hu: 'hu-HU', ru: 'ru-RU', fa: 'fa-IR-u-ca-persian-nu-arabext', pl: 'pl-PL' }[locale]
}

const numberFormats = new Map<string, Intl.NumberFormat>()
const dateFormats = new Map<string, Intl.DateTimeFormat>()

function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`
  let format = numberFormats.get(key)
  if (!format) {
    // hu and pl leave four-digit numbers ungrouped by CLDR's minimum grouping; in tables they must line up.
    format = new Intl.NumberFormat(intlLocale(locale), { useGrouping: 'always', ...options })
    numberFormats.set(key, format)
  }
  return format
}

export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return numberFormat(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value)
}

/** `value` is already in percent: 38.6 → “38.6 %”. */
export function formatPercent(value: number, locale: Locale, digits = 1): string {
  return numberFormat(locale, {
    style: 'percent',
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  }).format(value / 100)
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
  return numberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minor / 10 ** exponent)
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
): string {
  return dateFormat(locale, dayStyles[style], iso.length === 10 ? 'UTC' : timeZone).format(new Date(iso))
}

/** `month` is YYYY-MM; in Persian the Jalali month in which most of it lies. */
export function formatMonth(month: string, locale: Locale, style: 'short' | 'long' = 'short'): string {
  const middle = new Date(`${month}-15T12:00:00Z`)
  return dateFormat(locale, { year: 'numeric', month: style }, 'UTC').format(middle)
}

const dayStyles = {
  short: { day: 'numeric', month: 'short', year: 'numeric' },
  long: { day: 'numeric', month: 'long', year: 'numeric', weekday: 'long' },
  numeric: { day: '2-digit', month: '2-digit', year: 'numeric' },
  time: { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

function dateFormat(locale: Locale, options: Intl.DateTimeFormatOptions, timeZone: string): Intl.DateTimeFormat {
  const key = `${locale}${timeZone}${JSON.stringify(options)}`
  let format = dateFormats.get(key)
  if (!format) {
    format = new Intl.DateTimeFormat(intlLocale(locale), { ...options, timeZone })
    dateFormats.set(key, format)
  }
  return format
}
