import { incompleteBeta } from './incomplete-beta.ts'
import { logBeta } from './log-gamma.ts'
import { normalSurvival, normalUpperQuantile } from './normal.ts'

/** Beyond this the continued fraction loses digits and Wallace's (1959) transformation to the normal has all of them. */
const manyDegrees = 1e6

/** P(T > t) for Student's distribution; df > 0 need not be whole. */
export function studentSurvival(t: number, df: number): number {
  if (t === 0) return 0.5
  if (df > manyDegrees) {
    const z = ((8 * df + 1) / (8 * df + 3)) * Math.sqrt(df * Math.log1p((t * t) / df))
    return normalSurvival(t > 0 ? z : -z)
  }
  const half = 0.5 * incompleteBeta(0.5 * df, 0.5, df / (t * t))
  return t > 0 ? half : 1 - half
}

/** t with P(T > t) = p, 0 < p < 1: Newton's steps kept inside a bracket. */
export function studentUpperQuantile(p: number, df: number): number {
  if (p === 0.5) return 0
  if (p > 0.5) return -studentUpperQuantile(1 - p, df)
  let low = 0
  let high = Math.max(1, normalUpperQuantile(p))
  while (studentSurvival(high, df) > p && high < 1e150) {
    low = high
    high *= 2
  }
  let t = 0.5 * (low + high)
  for (let i = 0; i < 200; i++) {
    const gap = studentSurvival(t, df) - p
    if (gap > 0) low = t
    else high = t
    const next = t + gap / density(t, df)
    const inside = next > low && next < high ? next : 0.5 * (low + high)
    if (Math.abs(inside - t) <= 1e-15 * t) return inside
    t = inside
  }
  return t
}

function density(t: number, df: number): number {
  return Math.exp(-0.5 * (df + 1) * Math.log1p((t * t) / df) - 0.5 * Math.log(df) - logBeta(0.5 * df, 0.5))
}
