import type { PeriodUnit } from '#contract/metrics'

/** One calendar period; `index` counts periods of its unit, so that the one before is `index - 1`. */
export type Period = { index: number; period: string; from: string; to: string }

type Date = Temporal.PlainDate

const epoch = Temporal.PlainDate.from('1970-01-01')
const two = (n: number): string => String(n).padStart(2, '0')

// 1970-01-01 was a Thursday: with three days added, whole weeks begin on Mondays.
const toEpochDay = (day: Date): number => epoch.until(day, { largestUnit: 'day' }).days

const indexes: Record<PeriodUnit, (day: Date) => number> = {
  day: toEpochDay,
  week: (day) => Math.floor((toEpochDay(day) + 3) / 7),
  month: (day) => day.year * 12 + day.month,
  quarter: (day) => day.year * 4 + Math.floor((day.month - 1) / 3),
  year: (day) => day.year,
}

const starts: Record<PeriodUnit, (index: number) => Date> = {
  day: (index) => epoch.add({ days: index }),
  week: (index) => epoch.add({ days: index * 7 - 3 }),
  month: (index) =>
    Temporal.PlainDate.from({ year: Math.floor((index - 1) / 12), month: ((index - 1) % 12) + 1, day: 1 }),
  quarter: (index) => Temporal.PlainDate.from({ year: Math.floor(index / 4), month: (index % 4) * 3 + 1, day: 1 }),
  year: (index) => Temporal.PlainDate.from({ year: index, month: 1, day: 1 }),
}

const names: Record<PeriodUnit, (start: Date) => string> = {
  day: (start) => start.toString(),
  week: (start) => `${start.yearOfWeek}-W${two(start.weekOfYear ?? 0)}`,
  month: (start) => start.toString().slice(0, 7),
  quarter: (start) => `${start.year}-Q${Math.ceil(start.month / 3)}`,
  year: (start) => String(start.year),
}

export const addDays = (day: string, days: number): string => Temporal.PlainDate.from(day).add({ days }).toString()

export const earlierDay = (...days: string[]): string => days.reduce((a, b) => (b.localeCompare(a) < 0 ? b : a))

export const laterDay = (...days: string[]): string => days.reduce((a, b) => (b.localeCompare(a) > 0 ? b : a))

export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'day' }).days

export const periodIndex = (unit: PeriodUnit, day: string): number => indexes[unit](Temporal.PlainDate.from(day))

export function periodAt(unit: PeriodUnit, index: number): Period {
  const start = starts[unit](index)
  return {
    index,
    period: names[unit](start),
    from: start.toString(),
    to: starts[unit](index + 1)
      .subtract({ days: 1 })
      .toString(),
  }
}

/** Every calendar period that touches the days `from`…`to`, in order; none when they are the wrong way round. */
export function listPeriods(unit: PeriodUnit, from: string, to: string): Period[] {
  if (from > to) return []
  const first = periodIndex(unit, from)
  return Array.from({ length: periodIndex(unit, to) - first + 1 }, (_, k) => periodAt(unit, first + k))
}

/** The range before, of the same length: whole months when the range is whole months, else as many days. */
export function rangeBefore(from: string, to: string): { from: string; to: string } {
  const [start, next] = [Temporal.PlainDate.from(from), Temporal.PlainDate.from(to).add({ days: 1 })]
  const before = start.subtract({ days: 1 }).toString()
  if (start.day === 1 && next.day === 1) {
    const { months } = start.until(next, { largestUnit: 'month' })
    return { from: start.subtract({ months }).toString(), to: before }
  }
  return { from: addDays(from, -daysBetween(from, next.toString())), to: before }
}

/** The number of a day's period in ClickHouse, the same number that `periodIndex` gives. */
export function periodSql(unit: PeriodUnit, column: string): string {
  const sql: Record<PeriodUnit, string> = {
    day: `toUInt32(toUInt16(${column}))`,
    week: `toUInt32(intDiv(toUInt16(${column}) + 3, 7))`,
    month: `toUInt32(toYear(${column}) * 12 + toMonth(${column}))`,
    quarter: `toUInt32(toYear(${column}) * 4 + toQuarter(${column}) - 1)`,
    year: `toUInt32(toYear(${column}))`,
  }
  return sql[unit]
}
