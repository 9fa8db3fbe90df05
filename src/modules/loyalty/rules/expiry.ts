import type { LoyaltyRules } from '#contract/loyalty'

type Expiry = NonNullable<LoyaltyRules['expiry']>

/** The instant at which a lot is gone; null for never, and where only being away ends it. Days and months are those of the zone. */
export function expiresAt(
  expiry: Expiry | undefined,
  zone: string,
  { earnedAt, activeAt }: { earnedAt: Temporal.Instant; activeAt: Temporal.Instant },
): Temporal.Instant | null {
  if (!expiry) return null
  const base = (expiry.from === 'activation' ? activeAt : earnedAt).toZonedDateTimeISO(zone)
  const dayAfter = (date: Temporal.PlainDate): Temporal.Instant =>
    date.add({ days: 1 }).toZonedDateTime(zone).toInstant()
  switch (expiry.kind) {
    case 'days_after':
      return base.add({ days: expiry.n }).toInstant()
    case 'days_end_of_day':
      return dayAfter(base.toPlainDate().add({ days: expiry.n }))
    case 'months_clamped_end_of_day':
      return dayAfter(base.toPlainDate().add({ months: expiry.n }))
    case 'months_then_end_of_month': {
      const month = base.toPlainDate().toPlainYearMonth().add({ months: expiry.n })
      return dayAfter(month.toPlainDate({ day: month.daysInMonth }))
    }
    default:
      return null
  }
}

/** When an account whose owner stays away loses what is on it; null when the programme has no such rule. */
export function inactiveAt(
  expiry: Expiry | undefined,
  zone: string,
  lastActiveAt: Temporal.Instant | null,
): Temporal.Instant | null {
  if (!expiry?.kind.startsWith('inactivity') || lastActiveAt === null) return null
  const enabled = expiry.enabledAt === undefined ? lastActiveAt : Temporal.Instant.from(expiry.enabledAt)
  const base = Temporal.Instant.compare(enabled, lastActiveAt) > 0 ? enabled : lastActiveAt
  const by = expiry.kind === 'inactivity_days' ? { days: expiry.n } : { months: expiry.n }
  return base.toZonedDateTimeISO(zone).add(by).toInstant()
}
