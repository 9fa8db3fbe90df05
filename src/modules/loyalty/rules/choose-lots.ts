import type { LoyaltyRules } from '#contract/loyalty'

export type Spendable = {
  lotId: string
  remaining: number
  earnedAt: Temporal.Instant
  activeAt: Temporal.Instant
  expiresAt: Temporal.Instant | null
  activated: boolean
}

/** Which lots give how much, in the programme's order; takes less when there is less. Only active, unexpired lots give. */
export function chooseLots<T extends Spendable>(
  lots: T[],
  points: number,
  order: LoyaltyRules['consume'],
): { lot: T; points: number }[] {
  const sorted = lots.filter(({ activated, remaining }) => activated && remaining > 0).sort(byOrder(order))
  const taken: { lot: T; points: number }[] = []
  let left = points
  for (const lot of sorted) {
    if (left <= 0) break
    const part = Math.min(left, lot.remaining)
    taken.push({ lot, points: part })
    left -= part
  }
  return taken
}

function byOrder(order: LoyaltyRules['consume']): (a: Spendable, b: Spendable) => number {
  return (a, b) =>
    (order === 'soonest_expiry' ? byExpiry(a, b) : 0) ||
    Temporal.Instant.compare(a.earnedAt, b.earnedAt) ||
    (a.lotId < b.lotId ? -1 : 1)
}

function byExpiry({ expiresAt: a }: Spendable, { expiresAt: b }: Spendable): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0)
  return Temporal.Instant.compare(a, b)
}
