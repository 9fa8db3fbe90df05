import { logGamma } from '#models/special'
import type { Model } from './model.ts'

/** ln Γ(r + x) / Γ(r) + r ln α: the gamma mixture of Poisson buying, which all the models share. */
export function logOfBuying(r: number, alpha: number, x: number): number {
  return logGamma(r + x) - logGamma(r) + r * Math.log(alpha)
}

/** Buying without leaving, when the next purchase is certain to come: ((α + T) / (α + T + t))^(r + x) is the wait. */
export function returnsWhenCertain(p: Float64Array, x: number, T: number, t: number): number {
  const [r = 0, alpha = 0] = p
  return -Math.expm1((r + x) * -Math.log1p(t / (alpha + T)))
}

/** Negative binomial: Poisson purchases at a rate of one's own, nobody ever leaves (Ehrenberg 1959). */
export const nbd: Model = {
  name: 'nbd',
  parameterNames: ['r', 'alpha'],
  times: [1],
  starts: (rate) => [0.3, 1.5].map((r) => [r, r / rate]),
  logOfCount: ([r = 0, alpha = 0], x) => logOfBuying(r, alpha, x),
  logOfAge: () => 0,
  logOddsGone: () => Number.NEGATIVE_INFINITY,
  purchasesIfAlive: ([r = 0, alpha = 0], x, T, t) => ((r + x) / (alpha + T)) * t,
  staysIfAlive: () => 1,
  returnsIfAlive: returnsWhenCertain,
}
