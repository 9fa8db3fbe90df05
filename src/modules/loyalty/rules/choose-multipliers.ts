import { type LoyaltyRules, weekdays } from '#contract/loyalty'
import { type Fraction, fraction, plus, times, whole } from './exact.ts'
import { isAt } from './is-within.ts'

type Multiplier = LoyaltyRules['multipliers'][number]

export type Circumstances = {
  /** in the programme's zone */
  at: Temporal.ZonedDateTime
  tier: string | null
  /** what the member pays for */
  plan?: string | undefined
  /** where, as tills are called */
  shop?: string | undefined
  /** how often each has been used by this member on this day */
  usedToday: Record<string, number>
}

/** The multipliers that hold for a member at a moment, as the programme combines them. */
export function chooseMultipliers(rules: LoyaltyRules, circumstances: Circumstances): string[] {
  const holding = rules.multipliers.filter((one) => holds(one, circumstances))
  if (rules.multiplierCombine === 'product') return holding.map(({ id }) => id)
  const rank =
    rules.multiplierCombine === 'newest_only'
      ? (one: Multiplier): number => one.createdSeq ?? rules.multipliers.indexOf(one)
      : (one: Multiplier): number => worth(one)
  const best = holding.reduce<Multiplier | undefined>(
    (a, b) => (a === undefined || rank(b) > rank(a) ? b : a),
    undefined,
  )
  return best ? [best.id] : []
}

// Judged on a hundred points, where a factor and an addition can be compared.
function worth({ factor = 1, add = 0 }: Multiplier): number {
  const hundred: Fraction = plus(times(whole(100), fraction(factor)), whole(add))
  return Number(hundred.n) / Number(hundred.d)
}

function holds(one: Multiplier, { at, tier, plan, shop, usedToday }: Circumstances): boolean {
  if (!isAt(one.shops, shop)) return false
  if (one.plans && (plan === undefined || !one.plans.includes(plan))) return false
  if (one.tiers && (tier === null || !one.tiers.includes(tier))) return false
  if (one.perMemberPerDay !== undefined && (usedToday[one.id] ?? 0) >= one.perMemberPerDay) return false
  return holdsAt(one, at)
}

/** `from` belongs to it, `to` does not. Hours across midnight belong to the day on which they began. */
function holdsAt({ weekdays: on, from, to }: Multiplier, at: Temporal.ZonedDateTime): boolean {
  if (from === undefined && to === undefined) return !on || on.some((name) => name === weekdays[at.dayOfWeek - 1])
  const time = at.toPlainTime().toString({ smallestUnit: 'second' })
  const start = from ?? '00:00'
  const overnight = from !== undefined && to !== undefined && to <= from
  const isMorningAfter = overnight && time < `${to}:00`
  const day = weekdays[(isMorningAfter ? at.subtract({ days: 1 }) : at).dayOfWeek - 1]
  if (on && !on.some((name) => name === day)) return false
  if (isMorningAfter) return true
  return time >= `${start}:00` && (overnight || to === undefined || time < `${to}:00`)
}
