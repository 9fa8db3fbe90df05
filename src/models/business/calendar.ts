/** When a business is how busy. Lives are drawn in hours of business and told in hours of the clock, so all keep the same seasons. */
const dayMs = 86_400_000

export type Calendar = {
  /** local midnights, one more than there are days */
  starts: Float64Array
  /** business done before each of them, in usual days */
  done: Float64Array
}

export type Seasons = {
  /** Monday first */
  weekdays: readonly number[]
  /** January first */
  months: readonly number[]
  /** MM-DD on which nobody comes */
  closed: readonly string[]
}

export function makeCalendar(timeZone: string, from: number, days: number, seasons: Seasons): Calendar {
  const first = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate()
  const starts = new Float64Array(days + 2)
  const done = new Float64Array(days + 2)
  const closed = new Set(seasons.closed)
  for (let i = 0; i < days + 2; i++) {
    const day = first.add({ days: i })
    starts[i] = day.toZonedDateTime(timeZone).epochMilliseconds
    if (i + 1 < done.length) done[i + 1] = (done[i] ?? 0) + busyness(day, seasons, closed)
  }
  return { starts, done }
}

function busyness(day: Temporal.PlainDate, seasons: Seasons, closed: Set<string>): number {
  if (closed.has(day.toString().slice(5))) return 0
  // From the middle of one month to that of the next.
  const place = (day.day - 0.5) / day.daysInMonth - 0.5
  const month = seasons.months[day.month - 1] ?? 1
  const other = seasons.months[(day.month - 1 + (place < 0 ? 11 : 1)) % 12] ?? 1
  return (month + (other - month) * Math.abs(place)) * (seasons.weekdays[day.dayOfWeek - 1] ?? 1)
}

/** The business done until a moment, in usual days. */
export function businessAt({ starts, done }: Calendar, at: number): number {
  const day = Math.max(0, Math.min(starts.length - 2, lastNotAbove(starts, at)))
  const begin = starts[day] ?? 0
  const share = Math.max(0, Math.min(1, (at - begin) / ((starts[day + 1] ?? begin + dayMs) - begin)))
  return (done[day] ?? 0) + share * ((done[day + 1] ?? 0) - (done[day] ?? 0))
}

/** The day (its place in the calendar) by whose end so much business is done; beyond the calendar: −1. */
export function dayOfBusiness({ done }: Calendar, business: number): number {
  const day = lastNotAbove(done, business)
  return day >= done.length - 1 ? -1 : day
}

function lastNotAbove(values: Float64Array, value: number): number {
  let low = 0
  let high = values.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((values[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  return low
}
