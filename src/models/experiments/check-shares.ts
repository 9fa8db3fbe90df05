import { chiSquareSurvival } from '#models/distributions'

export type Mismatch = { chiSquare: number; degreesOfFreedom: number; p: number; expected: number[]; mismatch: boolean }

/** Below this the split is taken for broken: so rare by chance that a look every day hardly raises it. */
const suspicious = 0.001

/**
 * Sample ratio mismatch: Pearson's χ² of the people counted against the planned shares (any positive weights).
 * When `mismatch` is true no result of the experiment should be believed. Arms planned with no share must be left out.
 */
export function checkShares(counts: readonly number[], shares: readonly number[]): Mismatch {
  const people = counts.reduce((sum, count) => sum + count, 0)
  const weights = shares.reduce((sum, share) => sum + share, 0)
  const expected = shares.map((share) => (people * share) / weights)
  const chiSquare = expected.reduce(
    (sum, wanted, i) => sum + (wanted > 0 ? ((counts[i] ?? 0) - wanted) ** 2 / wanted : 0),
    0,
  )
  const degreesOfFreedom = counts.length - 1
  const p = degreesOfFreedom > 0 ? chiSquareSurvival(chiSquare, degreesOfFreedom) : 1
  return { chiSquare, degreesOfFreedom, p, expected, mismatch: p < suspicious }
}
