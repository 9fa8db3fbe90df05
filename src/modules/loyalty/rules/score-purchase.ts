import type { LoyaltyRules } from '#contract/loyalty'
import { type Fraction, fraction, plus, roundTo, times, whole } from './exact.ts'
import { isAt, isWithin } from './is-within.ts'

export type Item = {
  sku: string
  qty: number
  /** of the whole line */
  amountMinor?: number | undefined
  category?: string | undefined
  brand?: string | undefined
  giftCard?: boolean | undefined
  discounted?: boolean | undefined
}
export type Purchase = { event: string; basisMinor: number; items: Item[]; shop?: string | undefined }

export type Score = {
  points: number
  /** for tiers, beside the points */
  credits: number
  /** what each rule gave before multipliers */
  rules: Record<string, number>
  /** what is left of the blocks of rules that carry it, minor units */
  carried: Record<string, number>
}

type EarnRule = LoyaltyRules['earn'][number]

/**
 * What a purchase earns under these rules with these multipliers: rules first (each within its own bounds), then factors, then what
 * multipliers add, then the rounding of the programme. The cap of the day is not known here. Tier credits are what their rules say.
 */
export function scorePurchase(
  rules: LoyaltyRules,
  purchase: Purchase,
  multiplierIds: string[],
  carriedIn: Record<string, number>,
): Score {
  const carried: Record<string, number> = {}
  const scored = rules.earn
    .filter(({ when, shops }) => when === purchase.event && isAt(shops, purchase.shop))
    .filter(({ minMinor = 0 }) => purchase.basisMinor >= minMinor)
    .map((rule) => ({ rule, points: scoreRule(rule, purchase, carriedIn[rule.id] ?? 0, carried) }))
  const counting = countingOf(scored.filter(({ rule }) => rule.gives !== 'credits'))
  let total: Fraction = whole(sumOf(counting))
  const chosen = rules.multipliers.filter(({ id }) => multiplierIds.includes(id))
  if (total.n > 0n) {
    for (const { factor } of chosen) if (factor !== undefined) total = times(total, fraction(factor))
    for (const { add } of chosen) if (add !== undefined) total = plus(total, whole(add))
  }
  return {
    points: roundTo(total, rules.finalRounding),
    credits: sumOf(countingOf(scored.filter(({ rule }) => rule.gives === 'credits'))),
    rules: Object.fromEntries(counting.map(({ rule, points }) => [rule.id, points])),
    carried,
  }
}

type Scored = { rule: EarnRule; points: number }

const sumOf = (scored: Scored[]): number => scored.reduce((sum, { points }) => sum + points, 0)

/** Of those that do not stack the first alone. */
function countingOf(scored: Scored[]): Scored[] {
  const alone = scored.filter(({ rule }) => !rule.stackable).sort((a, b) => b.rule.priority - a.rule.priority)[0]
  return alone ? [alone] : scored
}

function scoreRule(rule: EarnRule, purchase: Purchase, carriedIn: number, carried: Record<string, number>): number {
  const bounded = (points: number): number => Math.max(rule.minPoints ?? 0, Math.min(points, rule.maxPoints ?? points))
  const { perItemSku, perItemCategory, perMinor } = rule
  if (perItemSku !== undefined || perItemCategory !== undefined) {
    const earning = purchase.items.filter(({ sku, category }) =>
      perItemSku === undefined ? isWithin(category, perItemCategory) : sku === perItemSku,
    )
    const pieces = earning.reduce((sum, { qty }) => sum + qty, 0)
    return pieces === 0 ? 0 : bounded(roundTo(times(whole(rule.points), fraction(pieces)), rule.rounding))
  }
  if (perMinor === undefined) return bounded(rule.points)
  const basis = purchase.basisMinor + (rule.carryRemainder ? carriedIn : 0)
  if (rule.mode === 'ratio') {
    if (rule.carryRemainder) carried[rule.id] = 0
    return basis <= 0
      ? 0
      : bounded(roundTo({ n: BigInt(basis) * BigInt(rule.points), d: BigInt(perMinor) }, rule.rounding))
  }
  const blocks = Math.max(0, Math.floor(basis / perMinor))
  if (rule.carryRemainder) carried[rule.id] = basis - blocks * perMinor
  return basis <= 0 ? 0 : bounded(blocks * rule.points)
}
