import type { BtydFit } from './fit.ts'

const step = 1e-3

/**
 * Standard error of any prediction f(p) that comes from the parameters not being known exactly: the delta method on their
 * logarithms. What chance does to the purchases themselves is not in it. undefined where the fit has no standard errors.
 */
export function predictionError({ p, covariance }: BtydFit, f: (p: Float64Array) => number): number | undefined {
  if (!covariance) return undefined
  const slope = p.map((part, i) => {
    const moved = (by: number) => f(p.map((other, j) => (i === j ? part * Math.exp(by) : other)))
    return (moved(step) - moved(-step)) / (2 * step)
  })
  let variance = 0
  for (const [i, row] of covariance.entries())
    for (const [j, shared] of row.entries()) variance += shared * (slope[i] ?? 0) * (slope[j] ?? 0)
  return Math.sqrt(Math.max(0, variance))
}
