type Hours = { from: string; until: string }

/** Local times, over midnight when `from` is the later one; days as 2026-12-24, or 12-24 for every year. */
export type QuietTimes = { hours: (Hours | null)[]; holidays: readonly string[] }

type Quiet = { reason: 'quiet_hours' | 'holiday'; until: Temporal.Instant }

const maxRounds = 400

/** When the quiet time that holds now is over, and what makes it quiet; undefined when nothing does. */
export function quietUntil(
  { hours, holidays }: QuietTimes,
  timeZone: string,
  now: Temporal.Instant,
): Quiet | undefined {
  const spans = hours.filter((one) => one !== null)
  let at = now
  let reason: Quiet['reason'] | undefined
  // One may end inside another; two spans that share the whole day leave no time, and it ends all the same.
  for (let round = 0; round < maxRounds; round++) {
    const span = spans.find((one) => isQuiet(one, timeZone, at))
    const isFree = !isHoliday(holidays, timeZone, at)
    if (!span && isFree) break
    reason ??= isFree ? 'quiet_hours' : 'holiday'
    at = isFree && span ? endOf(span, timeZone, at) : endOfDay(timeZone, at)
  }
  return reason && { reason, until: at }
}

export function isHoliday(holidays: readonly string[], timeZone: string, at: Temporal.Instant): boolean {
  if (holidays.length === 0) return false
  const day = at.toZonedDateTimeISO(timeZone).toPlainDate().toString()
  return holidays.includes(day) || holidays.includes(day.slice(5))
}

function isQuiet({ from, until }: Hours, timeZone: string, at: Temporal.Instant): boolean {
  const time = at.toZonedDateTimeISO(timeZone).toPlainTime().toString().slice(0, 5)
  return from <= until ? time >= from && time < until : time >= from || time < until
}

function endOfDay(timeZone: string, at: Temporal.Instant): Temporal.Instant {
  return at.toZonedDateTimeISO(timeZone).toPlainDate().add({ days: 1 }).toZonedDateTime(timeZone).toInstant()
}

function endOf({ until }: Hours, timeZone: string, at: Temporal.Instant): Temporal.Instant {
  const local = at.toZonedDateTimeISO(timeZone)
  for (const days of [0, 1, 2]) {
    const end = local.toPlainDate().add({ days }).toZonedDateTime({ timeZone, plainTime: until }).toInstant()
    if (Temporal.Instant.compare(end, at) > 0) return end
    // Of an hour that comes twice the second one counts.
    const later = local
      .toPlainDate()
      .add({ days })
      .toPlainDateTime(until)
      .toZonedDateTime(timeZone, { disambiguation: 'later' })
    if (Temporal.Instant.compare(later.toInstant(), at) > 0) return later.toInstant()
  }
  return at.add({ hours: 24 })
}
