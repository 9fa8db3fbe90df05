import type { FeedDefinition } from '#contract/campaign-feeds'

/** The next time of day on one of the weekdays, in a zone; of an hour that is skipped the one after. */
export function nextLook({ weekdays, at }: FeedDefinition, now: Temporal.Instant, zone: string): Temporal.Instant {
  const today = now.toZonedDateTimeISO(zone).toPlainDate()
  for (let days = 0; days <= 7; days++) {
    const day = today.add({ days })
    if (!weekdays.includes(day.dayOfWeek)) continue
    const moment = day.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) }).toInstant()
    if (Temporal.Instant.compare(moment, now) > 0) return moment
  }
  return now.add({ hours: 24 * 7 })
}
