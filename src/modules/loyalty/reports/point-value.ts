import type { LoyaltyRules } from '#contract/loyalty'

export type PointValue = { minor: number; from: 'stated' | 'redeem' | 'reward' }

/** What a point costs the shop, minor units: as stated, as it pays an order, or as the dearest reward for its points. */
export function pointValueOf({ pointValueMinor, redeem, rewards }: LoyaltyRules): PointValue | null {
  if (pointValueMinor !== undefined) return { minor: pointValueMinor, from: 'stated' }
  const paid = redeem ? redeem.amountMinor / redeem.points : 0
  const best = Math.max(0, ...rewards.map(({ cost, valueMinor }) => (cost > 0 ? (valueMinor ?? 0) / cost : 0)))
  if (paid === 0 && best === 0) return null
  return best > paid ? { minor: best, from: 'reward' } : { minor: paid, from: 'redeem' }
}
