import type { CalendarPeriod, InPeriod } from '#contract/segments'

export type Days = { from: string; to: string; flipsAt: number }

/** The first and last day of a period as it stands now, and when it will be another. */
export function readPeriod({ period, calendar }: InPeriod, now: number, zone: string): Days {
  const today = localDay(now, zone).withCalendar(calendar === 'jalali' ? 'persian' : 'iso8601')
  const [place, unit] = split(period)
  const start = startOf(today, unit)
  const step = { [`${unit === 'quarter' ? 'month' : unit}s`]: unit === 'quarter' ? 3 : 1 }
  const next = start.add(step)
  const from = place === 'this' ? start : place === 'last' ? start.subtract(step) : next
  const to = from.add(step).subtract({ days: 1 })
  return { from: isoOf(from), to: isoOf(to), flipsAt: startMs(next, zone) }
}

export function nextMidnight(now: number, zone: string): number {
  return startMs(localDay(now, zone).add({ days: 1 }), zone)
}

/** The day `days` after today. */
export function dayFromToday(days: number, now: number, zone: string): string {
  return localDay(now, zone).add({ days }).toString()
}

/** Month and day (as 101 to 1231) of all days from `from` to `to` after today; 29 February is kept on the 28th where there is none. */
export function anniversaryDays(from: number, to: number, now: number, zone: string): number[] {
  const today = localDay(now, zone)
  return monthDays(today.add({ days: from }), today.add({ days: to }))
}

/** The same of all days of a period. */
export function anniversariesIn(within: InPeriod, now: number, zone: string): number[] {
  const { from, to } = readPeriod(within, now, zone)
  return monthDays(Temporal.PlainDate.from(from), Temporal.PlainDate.from(to))
}

function monthDays(from: Temporal.PlainDate, to: Temporal.PlainDate): number[] {
  const found = new Set<number>()
  for (let days = 0; days <= 366; days++) {
    const day = from.add({ days })
    if (Temporal.PlainDate.compare(day, to) > 0) break
    found.add(day.month * 100 + day.day)
    if (day.month === 2 && day.day === 28 && !day.inLeapYear) found.add(229)
  }
  return [...found]
}

/** An instant, a local time or a day (its beginning, in the zone), as milliseconds; undefined when it is none of these. */
export function readMoment(text: string, zone: string): number | undefined {
  const readers = [
    () => Temporal.Instant.from(text).epochMilliseconds,
    () => Temporal.PlainDateTime.from(text).toZonedDateTime(zone).epochMilliseconds,
  ]
  for (const read of readers) {
    try {
      return read()
    } catch {
      // The next way to write a moment.
    }
  }
  return undefined
}

function localDay(now: number, zone: string): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(zone).toPlainDate()
}

export function startMs(day: Temporal.PlainDate, zone: string): number {
  return day.toZonedDateTime(zone).epochMilliseconds
}

const isoOf = (day: Temporal.PlainDate): string => day.withCalendar('iso8601').toString()

type Unit = 'day' | 'week' | 'month' | 'quarter' | 'year'

function split(period: CalendarPeriod): ['last' | 'this' | 'next', Unit] {
  if (period === 'yesterday') return ['last', 'day']
  if (period === 'today') return ['this', 'day']
  if (period === 'tomorrow') return ['next', 'day']
  return period.split('_') as ['last' | 'this' | 'next', Unit]
}

function startOf(day: Temporal.PlainDate, unit: Unit): Temporal.PlainDate {
  if (unit === 'day') return day
  // A Monday, of the Jalali calendar a Saturday.
  if (unit === 'week') return day.subtract({ days: (day.dayOfWeek + (day.calendarId === 'persian' ? 1 : 6)) % 7 })
  if (unit === 'month') return day.with({ day: 1 })
  if (unit === 'quarter') return day.with({ day: 1, month: day.month - ((day.month - 1) % 3) })
  return day.with({ day: 1, month: 1 })
}
