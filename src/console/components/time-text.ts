import { type Locale, latinDigits, localDigits } from '#platform/i18n'

/** "20:30" in the digits of the reader. */
export function writeTime(time: string, locale: Locale): string {
  return localDigits(time, locale)
}

/** A time of day on 24 hours, typed in any digits, as "HH:MM"; undefined when it is none, empty when nothing stands there. */
export function readTime(text: string): string | undefined {
  const plain = latinDigits(text).trim()
  if (plain === '') return ''
  const [, hour = '', minute = '00'] = /^(\d{1,2})(?:\s*[:.٫]?\s*(\d{2}))?$/.exec(plain) ?? []
  if (hour === '' || Number(hour) > 23 || Number(minute) > 59) return undefined
  return `${hour.padStart(2, '0')}:${minute}`
}
