import { upperGamma } from './incomplete-gamma.ts'

/** P(X > x) of the χ² distribution with df degrees of freedom. */
export function chiSquareSurvival(x: number, df: number): number {
  return upperGamma(0.5 * df, 0.5 * x)
}
