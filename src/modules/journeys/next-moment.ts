/**
 * The first moment from `from` on (or after it, when `isAfter`) at which the clock of the zone shows `at` on one of the days of the
 * week (1 = Monday; all when not given). A time that a change of the clocks leaves out comes as much later; one that it shows twice, first.
 */
export function nextMoment(
  from: Temporal.Instant,
  at: string,
  zone: string,
  options: { weekdays?: number[] | undefined; isAfter?: boolean } = {},
): Temporal.Instant {
  const time = Temporal.PlainTime.from(at)
  const { weekdays, isAfter = false } = options
  let day = from.toZonedDateTimeISO(zone).toPlainDate()
  for (;;) {
    if (weekdays === undefined || weekdays.includes(day.dayOfWeek)) {
      const moment = day.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant()
      const order = Temporal.Instant.compare(moment, from)
      if (order > 0 || (order === 0 && !isAfter)) return moment
    }
    day = day.add({ days: 1 })
  }
}
