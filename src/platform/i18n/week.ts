import type { Locale } from './locales.ts'

/** ISO weekdays (1 = Monday) without work, as chosen or as usual where the language is spoken. */
export function weekendOf(locale: Locale, chosen: readonly number[] | null = null): readonly number[] {
  return chosen ?? (locale === 'fa' ? [5] : [6, 7])
}

/** The day after the weekend: Saturday in Iran, Monday in Europe. */
export function firstWeekday(weekend: readonly number[]): number {
  const last = weekend.find((day) => !weekend.includes((day % 7) + 1))
  return last === undefined ? 1 : (last % 7) + 1
}
