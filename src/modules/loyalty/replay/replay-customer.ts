import type { LoyaltyRules } from '#contract/loyalty'
import { chooseMultipliers } from '../rules/choose-multipliers.ts'
import { expiresAt } from '../rules/expiry.ts'
import { scorePurchase } from '../rules/score-purchase.ts'

export type PastOrder = { at: number; amountMinor: number }
export type Replayed = {
  points: number
  /** of them gone again by the end, if nobody used any */
  expired: number
  stamps: number
  cards: number
}

/**
 * What one customer's orders of the past, oldest first, would have earned under these rules. Of an order only its time and amount are
 * known, so rules for single products give nothing; tiers are read from what the replay itself has counted so far. Pure.
 */
export function replayCustomer(rules: LoyaltyRules, zone: string, orders: PastOrder[], end: number): Replayed {
  const done: Replayed = { points: 0, expired: 0, stamps: 0, cards: 0 }
  const years = new Map<number, number>()
  let carried: Record<string, number> = {}
  let today = { day: -1, points: 0, stamps: 0, used: {} as Record<string, number> }
  let onCard = 0
  const needsZone = rules.multipliers.length > 0 || rules.tiers !== undefined || rules.memberDailyCap !== undefined
  for (const { at, amountMinor } of orders) {
    const day = Math.floor(at / 86_400_000)
    if (day !== today.day) today = { day, points: 0, stamps: 0, used: {} }
    const local = needsZone ? Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone) : undefined
    const tier = local ? tierOf(rules, years, local.year, done.points) : null
    const multipliers =
      local && rules.multipliers.length > 0 ? chooseMultipliers(rules, { at: local, tier, usedToday: today.used }) : []
    const purchase = { event: 'purchase', items: [], basisMinor: amountMinor }
    const score = scorePurchase(rules, purchase, multipliers, carried)
    carried = { ...carried, ...score.carried }
    const points = Math.min(
      score.points,
      Math.max(0, (rules.memberDailyCap ?? Number.POSITIVE_INFINITY) - today.points),
    )
    today.points += points
    for (const id of multipliers) today.used[id] = (today.used[id] ?? 0) + 1
    done.points += points
    if (points > 0 && isGone(rules, zone, at, end)) done.expired += points
    if (local) years.set(local.year, (years.get(local.year) ?? 0) + amountMinor)
    if (rules.stamps && amountMinor >= (rules.stamps.minMinor ?? 0) && today.stamps < (rules.stamps.perDay ?? 1_000)) {
      today.stamps += 1
      done.stamps += 1
      onCard += 1
      if (onCard === rules.stamps.required) {
        onCard = 0
        done.cards += 1
      }
    }
  }
  return done
}

function isGone({ expiry, pending }: LoyaltyRules, zone: string, at: number, end: number): boolean {
  if (!expiry) return false
  const earnedAt = Temporal.Instant.fromEpochMilliseconds(at)
  const activeAt = pending ? earnedAt.toZonedDateTimeISO(zone).add({ days: pending.days }).toInstant() : earnedAt
  const ends = expiresAt(expiry, zone, { earnedAt, activeAt })
  return ends !== null && ends.epochMilliseconds <= end
}

function tierOf({ tiers }: LoyaltyRules, years: Map<number, number>, year: number, points: number): string | null {
  if (!tiers) return null
  const counted =
    tiers.mode === 'calendar_year_spend' ? Math.max(years.get(year) ?? 0, years.get(year - 1) ?? 0) : points
  return tiers.levels.findLast(({ min }) => min <= counted)?.id ?? null
}
