import { hypergeometric, logGamma } from '#models/special'
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
    returnsIfAlive: returnsWhenCertain,
  }
}

/** E[(1 − e^(−λpt)) / p] for λ ~ Gamma(shape, pace) and p ~ Beta(a, b): eq. 10 of the paper, given alive. */
function purchasesOf(shape: number, pace: number, a: number, b: number, t: number): number {
  // The formula has removable holes at a = 1 and a + b = 1: step aside.
  const gap = 1e-6
  const safeA = Math.abs(a - 1) < gap ? 1 + gap : a
  const safeB = Math.abs(safeA + b - 1) < gap ? b + 2 * gap : b
  const c = safeA + safeB - 1
  const z = t / (pace + t)
  const unsold = (1 - z) ** shape * hypergeometric(shape, safeB, c, z)
  const given = Number.isFinite(unsold) ? unsold : (1 - z) ** (safeA - 1) * hypergeometric(safeA - 1, c - shape, c, z)
  return Math.max(0, (c / (safeA - 1)) * (1 - given))
}
