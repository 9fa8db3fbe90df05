import type { MetricsQuery } from '#contract/metrics'
import { type Calendar, fromJalali, toJalali } from '#platform/i18n'

/** How time is cut: into units of a calendar. Jalali weeks begin on Saturdays, Gregorian ones on Mondays. */
export type Reckoning = Pick<MetricsQuery, 'unit' | 'calendar'>

/** One calendar period; `index` counts periods of its unit, so that the one before is `index - 1`. */
export type Period = { index: number; period: string; from: string; to: string }

type Date = Temporal.PlainDate
type Month = { year: number; month: number }

const epoch = Temporal.PlainDate.from('1970-01-01')
const two = (n: number): string => String(n).padStart(2, '0')
const toEpochDay = (day: Date): number => epoch.until(day, { largestUnit: 'day' }).days

const calendars: Record<Calendar, { monthOf: (day: Date) => Month; firstOf: (month: Month) => Date }> = {
  gregorian: { monthOf: (day) => day, firstOf: (month) => Temporal.PlainDate.from({ ...month, day: 1 }) },
  jalali: {
    monthOf: (day) => toJalali(day.toString()),
    firstOf: (month) => Temporal.PlainDate.from(fromJalali({ ...month, day: 1 }) ?? ''),
  },
}

// 1970-01-01 was a Thursday: with so many days added, whole weeks begin on the calendar's first day of the week.
const daysOfWeekBefore: Record<Calendar, number> = { gregorian: 3, jalali: 5 }

function indexOf({ unit, calendar }: Reckoning, day: Date): number {
  if (unit === 'day') return toEpochDay(day)
  if (unit === 'week') return Math.floor((toEpochDay(day) + daysOfWeekBefore[calendar]) / 7)
  const { year, month } = calendars[calendar].monthOf(day)
  if (unit === 'month') return year * 12 + month
  return unit === 'quarter' ? year * 4 + Math.floor((month - 1) / 3) : year
}

function startOf({ unit, calendar }: Reckoning, index: number): Date {
  if (unit === 'day') return epoch.add({ days: index })
  if (unit === 'week') return epoch.add({ days: index * 7 - daysOfWeekBefore[calendar] })
  const { firstOf } = calendars[calendar]
  if (unit === 'month') return firstOf({ year: Math.floor((index - 1) / 12), month: ((index - 1) % 12) + 1 })
  return unit === 'quarter'
    ? firstOf({ year: Math.floor(index / 4), month: (index % 4) * 3 + 1 })
    : firstOf({ year: index, month: 1 })
}

/** 2026-11-21, 2026-W47 (of ISO 8601; a Jalali week as 2026-11-21/P1W), 2026-11, 2026-Q4, 2026; of Jalali months 1405-08 and so on. */
function nameOf({ unit, calendar }: Reckoning, start: Date): string {
  if (unit === 'day') return start.toString()
  if (unit === 'week')
    return calendar === 'jalali' ? `${start}/P1W` : `${start.yearOfWeek}-W${two(start.weekOfYear ?? 0)}`
  const { year, month } = calendars[calendar].monthOf(start)
  if (unit === 'month') return `${year}-${two(month)}`
  return unit === 'quarter' ? `${year}-Q${Math.ceil(month / 3)}` : String(year)
}

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

export const earlierDay = (...days: string[]): string => days.reduce((a, b) => (b.localeCompare(a) < 0 ? b : a))

export const laterDay = (...days: string[]): string => days.reduce((a, b) => (b.localeCompare(a) > 0 ? b : a))

export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days

export const periodIndex = (by: Reckoning, day: string): number => indexOf(by, Temporal.PlainDate.from(day))

export function periodAt(by: Reckoning, index: number): Period {
  const start = startOf(by, index)
  return {
    index,
    period: nameOf(by, start),
    from: start.toString(),
    to: startOf(by, index + 1)
      .subtract({ days: 1 })
      .toString(),
  }
}

/** Every calendar period that touches the days `from`…`to`, in order; none when they are the wrong way round. */
export function listPeriods(by: Reckoning, from: string, to: string): Period[] {
  if (from > to) return []
  const first = periodIndex(by, from)
  return Array.from({ length: periodIndex(by, to) - first + 1 }, (_, k) => periodAt(by, first + k))
}

/** The range before, of the same length: whole months of the calendar when the range is whole months, else as many days. */
export function rangeBefore(
  { from, to }: { from: string; to: string },
  calendar: Calendar,
): { from: string; to: string } {
  const months = { unit: 'month', calendar } as const
  const [first, next] = [periodIndex(months, from), periodIndex(months, addDays(to, 1))]
  const before = addDays(from, -1)
  if (periodAt(months, first).from === from && periodAt(months, next).from === addDays(to, 1))
    return { from: periodAt(months, 2 * first - next).from, to: before }
  return { from: addDays(from, -daysBetween(from, to) - 1), to: before }
}

/** The number of a day's period in ClickHouse, the same number that `periodIndex` gives. */
export function periodSql({ unit, calendar }: Reckoning, column: string): string {
  const day = `toUInt32(toUInt16(${column}))`
  if (unit === 'day') return day
  if (unit === 'week') return `toUInt32(intDiv(${day} + ${daysOfWeekBefore[calendar]}, 7))`
  const { year, month } = monthSql[calendar](column, day)
  if (unit === 'month') return `toUInt32(${year} * 12 + ${month})`
  return unit === 'quarter' ? `toUInt32(${year} * 4 + intDiv(${month} - 1, 3))` : `toUInt32(${year})`
}

const monthSql: Record<Calendar, (column: string, day: string) => Record<keyof Month, string>> = {
  gregorian: (column) => ({ year: `toYear(${column})`, month: `toMonth(${column})` }),
  /**
   * Of every 33 years 8 are leap years, which is what the calendar does in these centuries, as whole numbers: days
   * are counted from 1 Farvardin 1, half a year of months has 31 days, the rest 30.
   */
  jalali: (_, day) => {
    const since = `(${day} + 492268)`
    const year = `(intDiv(33 * ${since} + 3, 12053) + 1)`
    const dayOfYear = `(${since} - 365 * (${year} - 1) - intDiv(8 * ${year} + 21, 33))`
    return { year, month: `(if(${dayOfYear} < 216, intDiv(${dayOfYear}, 31), intDiv(${dayOfYear} - 6, 30)) + 1)` }
  },
}
