import type { Locale } from '#platform/i18n'

const aMonday = Date.UTC(2024, 0, 1)
const dayMs = 86_400_000

/** Monday to Sunday. */
export function weekdayNames(locale: Locale, style: 'long' | 'short' | 'narrow'): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday: style, timeZone: 'UTC' })
  return Array.from({ length: 7 }, (_, index) => format.format(aMonday + index * dayMs))
}
