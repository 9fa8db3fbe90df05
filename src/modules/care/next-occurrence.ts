type Yearly = { month: number; day: number; year: number | null }

/**
 * The next day, `today` included, on which a yearly date falls, in how many days, and how many years it is then (null without
 * a year, or before the year itself). The 29th of February falls on the 28th in years that have no such day.
 */
export function nextOccurrence(date: Yearly, today: string): { nextOn: string; inDays: number; turns: number | null } {
  const now = Temporal.PlainDate.from(today)
  const inYear = (year: number) =>
    Temporal.PlainDate.from({ year, month: date.month, day: date.day }, { overflow: 'constrain' })
  const thisYear = inYear(now.year)
  const next = Temporal.PlainDate.compare(thisYear, now) < 0 ? inYear(now.year + 1) : thisYear
  const turns = date.year === null || date.year > next.year ? null : next.year - date.year
  return { nextOn: next.toString(), inDays: now.until(next, { largestUnit: 'day' }).days, turns }
}
