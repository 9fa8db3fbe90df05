import type { LoyaltyRules } from '#contract/loyalty'
import { fraction, roundTo } from './exact.ts'

/** What a purchase brings back as money, minor units; parts of a unit are dropped. Pure. */
export function cashbackOf({ cashback }: Pick<LoyaltyRules, 'cashback'>, basisMinor: number): number {
  if (!cashback || basisMinor <= 0 || basisMinor < (cashback.minMinor ?? 0)) return 0
  const { n, d } = fraction(cashback.percent)
  return Math.min(
    roundTo({ n: n * BigInt(basisMinor), d: d * 100n }, 'floor'),
    cashback.maxMinor ?? Number.MAX_SAFE_INTEGER,
  )
}

/** Of the money that came with an order, what goes when so much of it came back in all. */
export function cashGone(
  cashMinor: number,
  { basisMinor, refundedMinor }: { basisMinor: number; refundedMinor: number },
): number {
  if (refundedMinor >= basisMinor) return cashMinor
  return roundTo({ n: BigInt(cashMinor) * BigInt(refundedMinor), d: BigInt(basisMinor) }, 'floor')
}
