import type { LoyaltyRules } from '#contract/loyalty'
import { fraction } from './exact.ts'

type Redeem = NonNullable<LoyaltyRules['redeem']>

/**
 * How many of the points asked for can be used on an order, and what they are worth: never more than there are, than the order (or
 * the share of it that points may pay) and only what gives whole minor units. 0 when it is below the programme's minimum.
 */
export function quoteRedemption(
  { points: per, amountMinor, minPoints = 0, maxPercent = 100 }: Redeem,
  asked: number,
  available: number,
  orderTotalMinor: number | undefined,
): { points: number; discountMinor: number } {
  const none = { points: 0, discountMinor: 0 }
  const [rate, step] = simplest(amountMinor, per)
  let points = Math.min(asked, Math.max(0, available))
  if (orderTotalMinor !== undefined) {
    const share = fraction(maxPercent)
    const mostMinor = Number((BigInt(orderTotalMinor) * share.n) / (share.d * 100n))
    points = Math.min(points, Math.floor((mostMinor * step) / rate))
  }
  points -= points % step
  if (points <= 0 || points < minPoints) return none
  return { points, discountMinor: (points / step) * rate }
}

/** 100 points for 500 is 5 for each: `step` points are worth `rate` minor units, both as small as can be. */
function simplest(amount: number, per: number): [rate: number, step: number] {
  let [a, b] = [amount, per]
  while (b !== 0) [a, b] = [b, a % b]
  return [amount / a, per / a]
}
