import { useMemo, useSyncExternalStore } from 'react'
import {
  type Calendar,
  calendarOf,
  dayTick,
  firstWeekday,
  formatDay,
  formatMoney,
  formatMonth,
  formatNumber,
  formatPercent,
  type Locale,
  localeDirection,
  monthTick,
  type Tick,
  type Translate,
  weekendOf,
} from '#platform/i18n'
import { currentSnapshot, setLocale, subscribe } from './store.ts'

type DayStyle = 'short' | 'long' | 'numeric' | 'time'

export type I18n = {
  t: Translate
  locale: Locale
  direction: 'ltr' | 'rtl'
  /** The calendar days are shown and entered in. */
  calendar: Calendar
  /** ISO weekdays, 1 = Monday. */
  weekend: readonly number[]
  firstWeekday: number
  setLocale: (locale: Locale) => Promise<void>
  /** A day as it stands, or an instant in the workspace's time zone. */
  day: (iso: string, style?: DayStyle) => string
  /** A month of the calendar it was counted in. */
  month: (month: string, style?: 'short' | 'long') => string
  /** A day (YYYY-MM-DD) below a chart. */
  dayTick: (day: string) => Tick
  /** A month below a chart. */
  monthTick: (month: string) => Tick
  number: (value: number, digits?: number) => string
  /** `value` is already in percent. */
  percent: (value: number, digits?: number) => string
  /** One after the other, with the comma of the language. */
  list: (words: readonly string[]) => string
  /** Minor units; `whole` rounds as headlines do. */
  money: (minor: number, currency: string, style?: 'exact' | 'whole') => string
}

/** Words and formats of the language on screen. Every text a person reads comes through here. */
export function useI18n(): I18n {
  const {
    locale,
    timeZone,
    calendar: chosenCalendar,
    weekend: chosenWeekend,
    t,
  } = useSyncExternalStore(subscribe, currentSnapshot)
  return useMemo(() => {
    const calendar = calendarOf(locale, chosenCalendar)
    const weekend = weekendOf(locale, chosenWeekend)
    return {
      t,
      locale,
      calendar,
      weekend,
      firstWeekday: firstWeekday(weekend),
      direction: localeDirection(locale),
      setLocale,
      day: (iso, style) => formatDay(iso, locale, style, timeZone, calendar),
      month: (month, style) => formatMonth(month, locale, style),
      dayTick: (day) => dayTick(day, locale, calendar),
      monthTick: (month) => monthTick(month, locale),
      number: (value, digits) => formatNumber(value, locale, digits),
      percent: (value, digits) => formatPercent(value, locale, digits),
      list: (words) => words.join(locale === 'fa' ? '، ' : ', '),
      money: (minor, currency, style) => formatMoney(minor, currency, locale, style),
    }
  }, [t, locale, timeZone, chosenCalendar, chosenWeekend])
}
