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
  const apart = (a.n * b.n) / n
  const [preGap, gap] = [a.pre.sum / a.n - b.pre.sum / b.n, a.sum / a.n - b.sum / b.n]
  const { deviations: ofA } = a.pre
  const { deviations: ofB } = b.pre
  const both = ofA && ofB
  const variance = sampleVariance(n, preSum, {
    sumSquares: a.pre.sumSquares + b.pre.sumSquares,
    deviations: both && ofA.squares + ofB.squares + apart * preGap ** 2,
  })
  if (variance === 0) return 0
  const products = both
    ? ofA.products + ofB.products + apart * preGap * gap
    : a.pre.products + b.pre.products - ((a.sum + b.sum) * preSum) / n
  return products / (n - 1) / variance
}

function adjusted(sums: ArmSums, theta: number): Moments {
  const post = momentsOf(sums, 'mean')
  if (!sums.pre || theta === 0) return post
  const { n } = sums
  const { pre } = sums
  const preVariance = sampleVariance(n, pre.sum, { sumSquares: pre.sumSquares, deviations: pre.deviations?.squares })
  const covariance = (pre.deviations?.products ?? pre.products - (sums.sum * pre.sum) / n) / (n - 1)
  return {
    n,
    mean: post.mean - (theta * sums.pre.sum) / n,
    variance: Math.max(0, post.variance + theta * theta * preVariance - 2 * theta * covariance),
    unadjustedMean: post.mean,
    adjustment: { theta, postMean: post.mean, postVariance: post.variance, preVariance, covariance },
  }
}
