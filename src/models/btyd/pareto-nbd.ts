import { gaussLegendre } from '#models/special'
import type { Model } from './model.ts'
import { logOfBuying } from './nbd.ts'

const { nodes, weights } = gaussLegendre(12)
/** A stretch of the integral over which the integrand falls by more than e^reach is cut; panels take e^perPanel each. */
const reach = 42
const perPanel = 9
const widest = 1.6

/**
 * Pareto/NBD: Poisson purchases at λ ~ Gamma(r, α) until an unseen moment of leaving at μ ~ Gamma(s, β)
 * (Schmittlein, Morrison & Colombo, Management Science 33, 1987).
 */
export const paretoNbd: Model = {
  name: 'pareto-nbd',
  parameterNames: ['r', 'alpha', 's', 'beta'],
  times: [1, 3],
  starts: (rate, age) =>
    [0.4, 1.2].flatMap((r) =>
      [
        [0.5, 0.4],
        [0.5, 3],
        [1.5, 1],
      ].map(([s = 1, of = 1]) => [r, (0.6 * r) / rate, s, s * of * age]),
    ),
  logOfCount: ([r = 0, alpha = 0, s = 0, beta = 0], x) => logOfBuying(r, alpha, x) + s * Math.log(beta),
  logOfAge: ([, , s = 0, beta = 0], T) => -s * Math.log(beta + T),
  logOddsGone: ([r = 0, alpha = 0, s = 0, beta = 0], x, tx, T) =>
    Math.log(s) +
    logIntegral(r + x, alpha, s + 1, beta, tx, T) +
    (r + x) * Math.log(alpha + T) +
    s * Math.log(beta + T),
  purchasesIfAlive: ([r = 0, alpha = 0, s = 0, beta = 0], x, T, t) => {
    // (1 − e^(−(s−1)l)) / (s − 1), which is l at s = 1.
    const l = Math.log1p(t / (beta + T))
    const lasting = Math.abs(s - 1) < 1e-12 ? l : -Math.expm1(-(s - 1) * l) / (s - 1)
    return ((r + x) / (alpha + T)) * (beta + T) * lasting
  },
  staysIfAlive: ([, , s = 0, beta = 0], _, T, t) => Math.exp(-s * Math.log1p(t / (beta + T))),
  returnsIfAlive: ([r = 0, alpha = 0, s = 0, beta = 0], x, T, t) =>
    t === 0
      ? 0
      : Math.min(
          1,
          Math.exp(
            Math.log(r + x) +
              (r + x) * Math.log(alpha + T) +
              s * Math.log(beta + T) +
              logIntegral(r + x + 1, alpha, s, beta, T, T + t),
          ),
        ),
}

/**
 * ln ∫ (α + y)^−m (β + y)^−k dy over [from, to]: the density of leaving at y, which the papers write as a difference of
 * two ₂F₁ that cancel and overflow. Over the logarithm of the smaller of the two sums the integrand has no poles near,
 * so Gauss–Legendre panels reach about 1e-12.
 */
export function logIntegral(m: number, alpha: number, k: number, beta: number, from: number, to: number): number {
  if (!(to > from)) return Number.NEGATIVE_INFINITY
  const [low, ofLow, ofHigh] = alpha < beta ? [alpha, m, k] : [beta, k, m]
  const apart = Math.abs(alpha - beta)
  const start = low + from
  const atStart = Math.log(start)
  const fall = ofLow - 1 + (ofHigh * start) / (apart + start)
  const full = Math.log1p((to - from) / start)
  const width = fall > 0 && fall * full > reach ? reach / fall : full
  const end = start * Math.exp(width)
  // The slope grows on the way: with a large β, where ofHigh is large too, it stays far below ofLow + ofHigh.
  const steepest = Math.max(Math.abs(fall), ofLow - 1 + (ofHigh * end) / (apart + end))
  const panels = Math.min(64, Math.ceil(Math.max(width / widest, (steepest * width) / perPanel, 1)))
  const half = width / panels / 2
  const logApartAtStart = Math.log(apart + start)
  let sum = 0
  for (let panel = 0; panel < panels; panel++)
    for (let i = 0; i < nodes.length; i++) {
      const w = (2 * panel + 1 + (nodes[i] ?? 0)) * half
      const high = Math.log(apart + start * Math.exp(w)) - logApartAtStart
      sum += (weights[i] ?? 0) * Math.exp((1 - ofLow) * w - ofHigh * high)
    }
  return (1 - ofLow) * atStart - ofHigh * logApartAtStart + Math.log(sum * half)
}
