import { type ArmSums, type Moments, momentsOf, sampleVariance } from './statistic.ts'

/**
 * CUPED (Deng, Xu, Kohavi & Walker 2013): takes θ × (pre-period) off the metric, with one θ for both arms so that the comparison
 * stays unbiased. An adjusted proportion is no 0 or 1 any more and takes the sample variance. Without variation before the start θ is 0 and nothing changes. Both arms must have `pre`; one that has not is returned unadjusted.
 */
export function adjustForHistory(control: ArmSums, arm: ArmSums): [control: Moments, arm: Moments] {
  const theta = pooledTheta(control, arm)
  return [adjusted(control, theta), adjusted(arm, theta)]
}

function pooledTheta(a: ArmSums, b: ArmSums): number {
  if (!a.pre || !b.pre) return 0
  const n = a.n + b.n
  const preSum = a.pre.sum + b.pre.sum
  const variance = sampleVariance(n, preSum, a.pre.sumSquares + b.pre.sumSquares)
  if (variance === 0) return 0
  return (a.pre.products + b.pre.products - ((a.sum + b.sum) * preSum) / n) / (n - 1) / variance
}

function adjusted(sums: ArmSums, theta: number): Moments {
  const post = momentsOf(sums, 'mean')
  if (!sums.pre || theta === 0) return post
  const { n } = sums
  const preVariance = sampleVariance(n, sums.pre.sum, sums.pre.sumSquares)
  const covariance = (sums.pre.products - (sums.sum * sums.pre.sum) / n) / (n - 1)
  return {
    n,
    mean: post.mean - (theta * sums.pre.sum) / n,
    variance: Math.max(0, post.variance + theta * theta * preVariance - 2 * theta * covariance),
    unadjustedMean: post.mean,
    adjustment: { theta, postMean: post.mean, postVariance: post.variance, preVariance, covariance },
  }
}
