import type { LoyaltyRules } from '#contract/loyalty'

type Challenge = LoyaltyRules['challenges'][number]

/**
 * How far somebody is with a challenge, from the days on which they came since they last completed it. `visits`: days within the last so
 * many; `weeks`: weeks in a row, Monday to Sunday, of which the running one may still be without a visit.
 */
export function challengeProgress(challenge: Challenge, days: Temporal.PlainDate[], today: Temporal.PlainDate): number {
  const { compare } = Temporal.PlainDate
  if (challenge.goal === 'visits') {
    const first = today.subtract({ days: challenge.days - 1 })
    const counted = new Set(days.filter((day) => compare(day, first) >= 0 && compare(day, today) <= 0).map(String))
    return counted.size
  }
  const weeks = new Set(days.map((day) => String(mondayOf(day))))
  let week = mondayOf(today)
  if (!weeks.has(String(week))) week = week.subtract({ weeks: 1 })
  let inRow = 0
  for (; weeks.has(String(week)); week = week.subtract({ weeks: 1 })) inRow += 1
  return inRow
}

/** The first day that can matter for a challenge today. */
export function challengeSince(challenge: Challenge, today: Temporal.PlainDate): Temporal.PlainDate {
  return challenge.goal === 'visits'
    ? today.subtract({ days: challenge.days - 1 })
    : mondayOf(today).subtract({ weeks: challenge.count })
}

const mondayOf = (day: Temporal.PlainDate): Temporal.PlainDate => day.subtract({ days: day.dayOfWeek - 1 })
