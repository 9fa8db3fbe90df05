/**
 * What an experiment needs to know of one arm: sums alone, so that a database can compute them over any number of people.
 * `pre` and `products` (Σ metric × pre) are there when every person also has a figure from before the start. `deviations` are sums of
 * squares (or products) of the distances to the mean, where somebody has them: the difference of two large sums would lose a small
 * spread around a large mean.
 */
export type ArmSums = {
  n: number
  sum: number
  sumSquares: number
  deviations?: number
  pre?: { sum: number; sumSquares: number; products: number; deviations?: { squares: number; products: number } }
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
  const sums = { n: metric.length, sum: 0, sumSquares: 0 }
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
  const mean = sums.sum / sums.n
  const meanBefore = before.sum / sums.n
  const apart = { own: 0, before: 0, squares: 0, squaresBefore: 0, products: 0 }
  for (let i = 0; i < metric.length; i++) {
    const distance = (metric[i] ?? 0) - mean
    const earlier = (pre?.[i] ?? 0) - meanBefore
    apart.own += distance
    apart.before += earlier
    apart.squares += distance * distance
    apart.squaresBefore += earlier * earlier
    apart.products += distance * earlier
  }
  // The mean was rounded: what the distances add up to tells by how much (Chan, Golub & LeVeque 1983).
  const deviations = apart.squares - apart.own ** 2 / sums.n
  const ofPre = {
    squares: apart.squaresBefore - apart.before ** 2 / sums.n,
    products: apart.products - (apart.own * apart.before) / sums.n,
  }
  return { ...sums, deviations, ...(pre ? { pre: { ...before, deviations: ofPre } } : {}) }
}

export function momentsOf(sums: ArmSums, kind: MetricKind): Moments {
  const mean = sums.sum / sums.n
  const variance = kind === 'proportion' ? mean * (1 - mean) : sampleVariance(sums.n, sums.sum, sums)
  return { n: sums.n, mean, variance, unadjustedMean: mean }
}

/** Never negative, though rounding may make the difference so when everybody has the same value. */
export function sampleVariance(
  n: number,
  sum: number,
  { sumSquares, deviations }: { sumSquares: number; deviations?: number | undefined },
): number {
  // What is left of equal values after rounding is no variance.
  const least = deviations === undefined ? (1e-14 * sumSquares) / n : 1e-30 * sumSquares
  const variance = (deviations ?? sumSquares - (sum * sum) / n) / (n - 1)
  return variance > least ? variance : 0
}
