import type { Moments } from './statistic.ts'

/** Absolute: difference of means, in units of the metric. Relative: that over the control's (unadjusted) mean. */
export type Scale = 'absolute' | 'relative'

export type Effect = {
  expected: number
  /** of the estimate, not of one person */
  variance: number
  /** Welch–Satterthwaite */
  degreesOfFreedom: number
  /** people in both arms */
  n: number
}

/** Why two arms cannot be compared. */
export type NoEffect = 'too_few_people' | 'no_variation' | 'control_is_zero' | 'number_too_large'

/** Beyond this a square or a product on the way would leave the numbers there are. */
const largest = 1e150

/** The difference between an arm and the control and its variance; relative by the delta method. */
export function estimateEffect(control: Moments, arm: Moments, scale: Scale): Effect | NoEffect {
  if (control.n < 2 || arm.n < 2) return 'too_few_people'
  const base = control.unadjustedMean
  if (scale === 'relative' && base === 0) return 'control_is_zero'
  const difference = arm.mean - control.mean
  const variance =
    scale === 'absolute' ? control.variance / control.n + arm.variance / arm.n : relativeVariance(control, arm)
  if (!(variance > 0)) return 'no_variation'
  const effect = {
    expected: scale === 'absolute' ? difference : difference / base,
    variance,
    degreesOfFreedom: welchDegrees(control, arm),
    n: control.n + arm.n,
  }
  const fits = Math.abs(effect.expected) < largest && variance < largest && variance > 1 / largest
  return fits && effect.degreesOfFreedom > 0 ? effect : 'number_too_large'
}

function relativeVariance(control: Moments, arm: Moments): number {
  const base = control.unadjustedMean
  const fromArm = arm.variance / (arm.n * base * base)
  const { adjustment } = control
  if (!adjustment) return fromArm + (control.variance * arm.mean * arm.mean) / (control.n * base ** 4)
  // The control's mean stands above and below: with CUPED only the numerator is adjusted, so the gradients differ.
  const ratio = -(arm.adjustment?.postMean ?? arm.mean) / base
  const { theta, postVariance, preVariance, covariance } = adjustment
  const ofControl = postVariance * ratio * ratio + 2 * theta * covariance * ratio + theta * theta * preVariance
  return fromArm + ofControl / (control.n * base * base)
}

function welchDegrees(a: Moments, b: Moments): number {
  const va = a.variance / a.n
  const vb = b.variance / b.n
  // Scaled so that squares of very large or small variances stay in range.
  const share = va / (va + vb)
  return 1 / ((share * share) / (a.n - 1) + ((1 - share) * (1 - share)) / (b.n - 1))
}
