import type { LoyaltyRules } from '#contract/loyalty'

/**
 * The next birthday that is still to be celebrated: the day it begins in the zone, or when it was told or the rule was switched on, when
 * the day was already running then. Each calendar year once, whatever the birthday is changed to.
 */
export function nextBirthday(
  rule: LoyaltyRules['birthday'],
  zone: string,
  member: { birthday: string | null; setAt: Temporal.Instant | null; paidYear: number | null },
): { at: Temporal.Instant; year: number } | null {
  if (!rule || member.birthday === null || member.setAt === null) return null
  const born = Temporal.PlainDate.from(member.birthday)
  const { compare, from } = Temporal.Instant
  const enabledAt = rule.enabledAt === undefined ? member.setAt : from(rule.enabledAt)
  const since = compare(enabledAt, member.setAt) > 0 ? enabledAt : member.setAt
  const sinceDay = since.toZonedDateTimeISO(zone).toPlainDate()
  for (let year = Math.max(sinceDay.year, (member.paidYear ?? 0) + 1); ; year++) {
    const day = celebrate(born, year, rule.leapDay)
    if (Temporal.PlainDate.compare(day, sinceDay) < 0) continue
    const begins = day.toZonedDateTime(zone).toInstant()
    return { at: compare(begins, since) < 0 ? since : begins, year }
  }
}

/** Whether somebody has their birthday on a day, also who was born on 29 February. */
export const isCelebratedOn = (
  day: Temporal.PlainDate,
  birthday: string,
  leapDay: 'feb28' | 'mar1' = 'feb28',
): boolean => celebrate(Temporal.PlainDate.from(birthday), day.year, leapDay).equals(day)

function celebrate(born: Temporal.PlainDate, year: number, leapDay: 'feb28' | 'mar1'): Temporal.PlainDate {
  const isLeapling = born.month === 2 && born.day === 29
  if (isLeapling && leapDay === 'mar1' && !Temporal.PlainDate.from({ year, month: 1, day: 1 }).inLeapYear)
    return Temporal.PlainDate.from({ year, month: 3, day: 1 })
  return Temporal.PlainDate.from({ year, month: born.month, day: born.day })
}
