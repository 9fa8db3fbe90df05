import type { LoyaltyRules } from '#contract/loyalty'
import { cashbackOf } from '../rules/cashback.ts'
import { chooseMultipliers } from '../rules/choose-multipliers.ts'
import { creditsEnd, monthsLater } from '../rules/credits.ts'
import { expiresAt } from '../rules/expiry.ts'
import { isTagLeftOut, leaveOut } from '../rules/leave-out.ts'
import { type Item, scorePurchase } from '../rules/score-purchase.ts'
import { levelOf, needsCredits, needsDays } from '../rules/tiers.ts'

export type PastOrder = {
  at: number
  amountMinor: number
  /** where a rule looks at them and the shop told them */
  items?: Item[] | undefined
  /** likewise where it was, as the shop told it */
  shop?: string | undefined
}
export type Replayed = {
  points: number
  /** of them gone again by the end, if nobody used any */
  expired: number
  stamps: number
  cards: number
  /** money back, minor units */
  cash: number
  /** tier credits */
  credits: number
}

/**
 * What one customer's orders of the past, oldest first, would have earned under these rules, with the tags they have today. Tiers are read
 * from what the replay itself has counted so far. Pure.
 */
export function replayCustomer(
  rules: LoyaltyRules,
  zone: string,
  { orders, tags }: { orders: PastOrder[]; tags: string[] },
  end: number,
): Replayed {
  const done: Replayed = { points: 0, expired: 0, stamps: 0, cards: 0, cash: 0, credits: 0 }
  if (isTagLeftOut(rules, tags)) return done
  const years = new Map<number, number>()
  const counting: Counting = { amounts: [], sum: 0 }
  let carried: Record<string, number> = {}
  let today = { day: -1, points: 0, stamps: 0, used: {} as Record<string, number> }
  let onCard = 0
  let lastStamp = Number.NEGATIVE_INFINITY
  const hasDays = rules.memberDailyCap !== undefined || rules.stamps?.perDay !== undefined
  const needsZone = rules.multipliers.length > 0 || rules.tiers !== undefined || hasDays
  for (const { at, amountMinor, items = [], shop } of orders) {
    const counted = leaveOut(rules, { items, amountMinor, basisMinor: amountMinor })
    const { basisMinor } = counted
    const local = needsZone ? Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone) : undefined
    const day = Math.floor((at + (local?.offsetNanoseconds ?? 0) / 1e6) / 86_400_000)
    if (day !== today.day) today = { day, points: 0, stamps: 0, used: {} }
    const tier = local ? tierOf(rules, { at, years, year: local.year, points: done.points, counting }) : null
    const multipliers =
      local && rules.multipliers.length > 0
        ? chooseMultipliers(rules, { at: local, tier, shop, usedToday: today.used })
        : []
    const purchase = { event: 'purchase', items: counted.items, shop, basisMinor }
    const score = scorePurchase(counted.isNothing ? { ...rules, earn: [] } : rules, purchase, multipliers, carried)
    carried = { ...carried, ...score.carried }
    const points = Math.min(
      score.points,
      Math.max(0, (rules.memberDailyCap ?? Number.POSITIVE_INFINITY) - today.points),
    )
    today.points += points
    for (const id of multipliers) today.used[id] = (today.used[id] ?? 0) + 1
    done.points += points
    done.cash += cashbackOf(rules, basisMinor)
    done.credits += score.credits
    count(rules, zone, at, counting, { basisMinor, credits: score.credits })
    if (points > 0 && isGone(rules, zone, at, end)) done.expired += points
    if (local) years.set(local.year, (years.get(local.year) ?? 0) + basisMinor)
    const isSoon = at - lastStamp < (rules.stamps?.cooldownS ?? 0) * 1000
    const isStamped = !counted.isNothing && !isSoon && basisMinor >= (rules.stamps?.minMinor ?? 0)
    if (rules.stamps && isStamped && today.stamps < (rules.stamps.perDay ?? 1_000)) {
      today.stamps += 1
      lastStamp = at
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

/** What counts for a tier for a while: amounts in the order in which they end, and their sum. */
type Counting = { amounts: { ends: number; amount: number }[]; sum: number }

function count(
  { tiers }: LoyaltyRules,
  zone: string,
  at: number,
  counting: Counting,
  { basisMinor, credits }: { basisMinor: number; credits: number },
): void {
  if (!tiers || !(needsDays(tiers) || needsCredits(tiers))) return
  const amount = needsDays(tiers) ? basisMinor : credits
  const earnedAt = Temporal.Instant.fromEpochMilliseconds(at)
  const ends = needsDays(tiers) ? monthsLater(tiers.months, zone, earnedAt) : creditsEnd(tiers, zone, earnedAt)
  counting.amounts.push({ ends: ends?.epochMilliseconds ?? Number.POSITIVE_INFINITY, amount })
  counting.sum += amount
}

type SoFar = { at: number; year: number; years: Map<number, number>; points: number; counting: Counting }

function tierOf({ tiers }: LoyaltyRules, { at, year, years, points, counting }: SoFar): string | null {
  if (!tiers) return null
  const { amounts } = counting
  for (let first = amounts[0]; first && first.ends <= at; first = amounts[0]) {
    counting.sum -= first.amount
    amounts.shift()
  }
  const counted =
    tiers.mode === 'calendar_year_spend'
      ? Math.max(years.get(year) ?? 0, years.get(year - 1) ?? 0)
      : needsDays(tiers) || needsCredits(tiers)
        ? counting.sum
        : points
  return levelOf(tiers, counted)
}
