import { logGamma } from '#models/special'
import type { Model } from './model.ts'
import { logOfBuying, returnsWhenCertain } from './nbd.ts'

/**
 * BG/NBD: after every repeat purchase the customer leaves with a probability of their own, p ~ Beta(a, b)
 * (Fader, Hardie & Lee, Marketing Science 24, 2005). Somebody without a repeat purchase cannot have left.
 */
export const bgNbd: Model = geometric('bg-nbd', 0)

/** MBG/NBD: the same, and one may leave right after the first purchase too (Batislam, Denizel & Filiztekin 2007). */
export const mbgNbd: Model = geometric('mbg-nbd', 1)

/** `first` is 1 when the first purchase already is an occasion to leave: x + first occasions, all but the last survived. */
function geometric(name: 'bg-nbd' | 'mbg-nbd', first: 0 | 1): Model {
  return {
    name,
    parameterNames: ['r', 'alpha', 'a', 'b'],
    times: [1],
    starts: (rate) =>
      [0.3, 1.2].flatMap((r) =>
        [
          [0.1, 1],
          [0.5, 2.5],
          [2, 3],
        ].map(([a = 1, b = 1]) => [r, (0.6 * r) / rate, a, b]),
      ),
    logOfCount: ([r = 0, alpha = 0, a = 0, b = 0], x) =>
      logOfBuying(r, alpha, x) + logGamma(a + b) - logGamma(b) + logGamma(b + x + first) - logGamma(a + b + x + first),
    logOfAge: () => 0,
    logOddsGone: ([r = 0, alpha = 0, a = 0, b = 0], x, tx, T) =>
      x + first === 0
        ? Number.NEGATIVE_INFINITY
        : Math.log(a / (b + x + first - 1)) + (r + x) * Math.log((alpha + T) / (alpha + tx)),
    purchasesIfAlive: ([r = 0, alpha = 0, a = 0, b = 0], x, T, t) => purchasesOf(r + x, alpha + T, a, b + x + first, t),
    staysIfAlive: ([r = 0, alpha = 0, a = 0, b = 0], x, T, t) => stayingOf(r + x, alpha + T, a, b + x + first, t),
    returnsIfAlive: returnsWhenCertain,
  }
}

const hole = 2e-3

/** E[(1 − e^(−λpt)) / p] for λ ~ Gamma(shape, pace) and p ~ Beta(a, b): eq. 10 of the paper, given alive. */
function purchasesOf(shape: number, pace: number, a: number, b: number, t: number): number {
  // The formula has a removable hole at a = 1 and loses digits beside it: the cubic through four points around it has not.
  if (Math.abs(a - 1) < hole) {
    const at = (a - 1) / hole
    const value = (node: number) => purchasesOf(shape, pace, 1 + node * hole, b, t)
    const [far, near] = [(at * at - 1) / 6, (4 - at * at) / 6]
    return (
      (value(2) * far * (at + 2) - value(-2) * far * (at - 2)) / 2 +
      value(1) * near * (at + 1) -
      value(-1) * near * (at - 1)
    )
  }
  const c = a + b - 1
  const z = t / (pace + t)
  const logShrunk = -shape * Math.log1p(t / pace)
  // c · ₂F₁(shape, b; c; z) = c + shape · b · z · (a series of nothing but positive terms, in logarithms against overflow).
  const rest = shape * b * z * Math.exp(logShrunk + logSeries(shape, b, c, z))
  const found = (-c * Math.expm1(logShrunk) - rest) / (a - 1)
  return Math.min((shape / pace) * t, Math.max(0, found))
}

/** E[e^(−λpt)] for the same λ and p: (1 − z)^shape ₂F₁(shape, b; a + b; z) with z = t / (pace + t). */
function stayingOf(shape: number, pace: number, a: number, b: number, t: number): number {
  const z = t / (pace + t)
  const logShrunk = -shape * Math.log1p(t / pace)
  const series = z > 0 ? ((shape * b * z) / (a + b)) * Math.exp(logShrunk + logSeries(shape, b, a + b, z)) : 0
  return Math.min(1, Math.exp(logShrunk) + series)
}

const mostTerms = 2_000_000
const huge = 1e200

/** ln Σ (shape + 1)ₙ (b + 1)ₙ / ((c + 1)ₙ (2)ₙ) zⁿ for c > −1. */
function logSeries(shape: number, b: number, c: number, z: number): number {
  let [term, sum, log] = [1, 1, 0]
  for (let n = 1; n < mostTerms; n++) {
    const ratio = (((shape + n) * (b + n)) / ((c + n) * (n + 1))) * z
    term *= ratio
    sum += term
    if (ratio < 1 && term < 1e-16 * sum * (1 - ratio)) break
    if (sum > huge) {
      term /= huge
      sum /= huge
      log += Math.log(huge)
    }
  }
  return log + Math.log(sum)
}
