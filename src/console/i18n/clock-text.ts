import type { Locale } from '#platform/i18n'

/** A time of day, HH:MM, in the digits of the language. */
export function clockText(time: string, locale: Locale): string {
  const digits = new Intl.NumberFormat(locale === 'fa' ? 'fa-IR-u-nu-arabext' : 'en', { useGrouping: false })
  return time.replaceAll(/\d/g, (digit) => digits.format(Number(digit)))
}
