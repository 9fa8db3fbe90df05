/**
 * What an experiment needs to know of one arm: sums alone, so that a database can compute them over any number of people.
 * `pre` and `products` (Σ metric × pre) are there when every person also has a figure from before the start.
 */
export type ArmSums = {
  n: number
  sum: number
  sumSquares: number
  pre?: { sum: number; sumSquares: number; products: number }
}

/** A proportion has the variance p(1 − p) of its 0s and 1s; a mean has the sample variance. */
export type MetricKind = 'proportion' | 'mean'

/** Mean and variance of one person's metric in an arm, ready to be compared. */
export type Moments = {
  n: number
  mean: number
  variance: number
  /** the mean before CUPED; relative effects are relative to it */
  unadjustedMean: number
  adjustment?: { theta: number; postMean: number; postVariance: number; preVariance: number; covariance: number }
}

/** Adds people up, one entry a person; `pre` in the same order. */
export function addUpArm(metric: ArrayLike<number>, pre?: ArrayLike<number>): ArmSums {
  const sums: ArmSums = { n: metric.length, sum: 0, sumSquares: 0 }
  const before = { sum: 0, sumSquares: 0, products: 0 }
  for (let i = 0; i < metric.length; i++) {
    const value = metric[i] ?? 0
    sums.sum += value
    sums.sumSquares += value * value
    const earlier = pre?.[i] ?? 0
    before.sum += earlier
    before.sumSquares += earlier * earlier
    before.products += value * earlier
  }
  return pre ? { ...sums, pre: before } : sums
}

export function momentsOf(sums: ArmSums, kind: MetricKind): Moments {
  const mean = sums.sum / sums.n
  const variance = kind === 'proportion' ? mean * (1 - mean) : sampleVariance(sums.n, sums.sum, sums.sumSquares)
  return { n: sums.n, mean, variance, unadjustedMean: mean }
}

/** Never negative, though rounding may make the difference so when everybody has the same value. */
export function sampleVariance(n: number, sum: number, sumSquares: number): number {
  const variance = (sumSquares - (sum * sum) / n) / (n - 1)
  return variance > (1e-14 * sumSquares) / n ? variance : 0
}
