import { type Locale, latinDigits, localDigits } from '#platform/i18n'

/** The sign before the fraction, as it is typed. */
const marks: Record<Locale, string> = { en: '.', hu: ',', ru: ',', fa: '٫', pl: ',' }

/** A number as it stands in a field: without grouping, which would be in the way of typing. */
export function writeNumber(value: number | null, locale: Locale): string {
  return value === null ? '' : localDigits(String(value).replace('.', marks[locale]), locale)
}

/** Reads what somebody has typed, in any digits and with any mark before the fraction; undefined when it is no number, null when empty. */
export function readNumber(text: string, locale: Locale): number | null | undefined {
  const plain = latinDigits(text)
    .replaceAll(locale === 'en' ? /[\s,٬]/g : /[\s٬]/g, '')
    .replace('−', '-')
    .replace(/[,٫]/, '.')
  if (plain === '') return null
  return /^-?\d{1,15}(?:\.\d{0,6})?$/.test(plain) ? Number(plain) : undefined
}
