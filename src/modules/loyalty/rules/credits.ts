import type { LoyaltyRules } from '#contract/loyalty'
import { expiresAt } from './expiry.ts'

type Path = NonNullable<LoyaltyRules['tiers']>

/** The moment from which tier credits earned at a moment count no more; null: they count for ever. Days and years are the shop's. */
export function creditsEnd(
  { creditsLast, months }: Pick<Path, 'creditsLast' | 'months'>,
  zone: string,
  earnedAt: Temporal.Instant,
): Temporal.Instant | null {
  if (creditsLast === 'forever') return null
  if (creditsLast === 'months') return monthsLater(months, zone, earnedAt)
  const { year } = earnedAt.toZonedDateTimeISO(zone)
  const ends = year + (creditsLast === 'year' ? 1 : 2)
  return Temporal.PlainDate.from({ year: ends, month: 1, day: 1 }).toZonedDateTime(zone).toInstant()
}

/** The end of the day that is so many months later. */
export function monthsLater(months: number, zone: string, at: Temporal.Instant): Temporal.Instant | null {
  const within = { kind: 'months_clamped_end_of_day', n: months, from: 'earning' } as const
  return expiresAt(within, zone, { earnedAt: at, activeAt: at })
}
