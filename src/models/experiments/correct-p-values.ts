/** Adjusted p-values in the order given, each ≤ 1 and to be compared with alpha itself. */
export type CorrectedP = { bonferroni: number; holm: number; benjaminiHochberg: number }

/**
 * For several variants at once. Bonferroni and Holm (1979) bound the chance of any false alarm; Holm is never worse.
 * Benjamini & Hochberg (1995) bounds the expected share of false ones among those called real.
 */
export function correctPValues(ps: readonly number[]): CorrectedP[] {
  const m = ps.length
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p)
  const corrected = ps.map((p) => ({ bonferroni: Math.min(1, m * p), holm: 1, benjaminiHochberg: 1 }))
  let holm = 0
  for (const [rank, { p, i }] of order.entries()) {
    holm = Math.max(holm, Math.min(1, (m - rank) * p))
    const entry = corrected[i]
    if (entry) entry.holm = holm
  }
  let falseShare = 1
  for (const [rank, { p, i }] of [...order.entries()].reverse()) {
    falseShare = Math.min(falseShare, (m / (rank + 1)) * p)
    const entry = corrected[i]
    if (entry) entry.benjaminiHochberg = falseShare
  }
  return corrected
}
