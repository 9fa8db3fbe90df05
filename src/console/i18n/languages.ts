import type { Locale } from '#platform/i18n'

/** Each language under its own name, so that whoever needs it can read it. */
export const languages: readonly { locale: Locale; name: string }[] = [
  { locale: 'en', name: 'English' },
  { locale: 'hu', name: 'Magyar' },
  { locale: 'ru', name: 'Русский' },
  { locale: 'fa', name: 'فارسی' },
  { locale: 'pl', name: 'Polski' },
]
