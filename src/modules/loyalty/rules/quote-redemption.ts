import type { LoyaltyRules } from '#contract/loyalty'
import { mostMinor as largestOrder } from '#contract/loyalty-bounds'
import { fraction, roundTo } from './exact.ts'

type Redeem = NonNullable<LoyaltyRules['redeem']>

/**
 * How many of the points asked for can be used on an order, and what they are worth: in whole steps of the rule, and never more than there
 * are, than the order, or than the share of it that points may pay. 0 when it is below the programme's minimum.
 */
export function quoteRedemption(
  { points: step, amountMinor: worth, minPoints = 0, maxPercent = 100 }: Redeem,
  asked: number,
  available: number,
  orderTotalMinor: number | undefined = largestOrder,
): { points: number; discountMinor: number } {
  const share = fraction(maxPercent)
  const mostMinor = Number((BigInt(orderTotalMinor) * share.n) / (share.d * 100n))
  const steps = Math.floor(Math.min(Math.min(asked, available) / step, mostMinor / worth))
  const points = steps * step
  return steps <= 0 || points < minPoints ? { points: 0, discountMinor: 0 } : { points, discountMinor: steps * worth }
}

/** What points pay at the rate of the rule, minor units; parts of a unit are dropped. */
export const worthOf = ({ points: step, amountMinor }: Redeem, points: number): number =>
  roundTo({ n: BigInt(points) * BigInt(amountMinor), d: BigInt(step) }, 'floor')
