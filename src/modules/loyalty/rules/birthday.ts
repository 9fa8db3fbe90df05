import type { LoyaltyRules } from '#contract/loyalty'

/**
 * The next birthday that is still to be celebrated: the day it begins in the zone, or `setAt` when the day was already running then.
 * Each calendar year once, whatever the birthday is changed to.
 */
export function nextBirthday(
  rule: LoyaltyRules['birthday'],
  zone: string,
  member: { birthday: string | null; setAt: Temporal.Instant | null; paidYear: number | null },
): { at: Temporal.Instant; year: number } | null {
  if (!rule || member.birthday === null || member.setAt === null) return null
  const born = Temporal.PlainDate.from(member.birthday)
  const setOn = member.setAt.toZonedDateTimeISO(zone).toPlainDate()
  for (let year = Math.max(setOn.year, (member.paidYear ?? 0) + 1); ; year++) {
    const day = celebrate(born, year, rule.leapDay)
    if (Temporal.PlainDate.compare(day, setOn) < 0) continue
    const begins = day.toZonedDateTime(zone).toInstant()
    return { at: Temporal.Instant.compare(begins, member.setAt) < 0 ? member.setAt : begins, year }
  }
}

function celebrate(born: Temporal.PlainDate, year: number, leapDay: 'feb28' | 'mar1'): Temporal.PlainDate {
  const isLeapling = born.month === 2 && born.day === 29
  if (isLeapling && leapDay === 'mar1' && !Temporal.PlainDate.from({ year, month: 1, day: 1 }).inLeapYear)
    return Temporal.PlainDate.from({ year, month: 3, day: 1 })
  return Temporal.PlainDate.from({ year, month: born.month, day: born.day })
}
