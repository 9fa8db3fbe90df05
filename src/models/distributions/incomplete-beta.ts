import { logBeta } from './log-gamma.ts'

const tiny = 1e-300
const steps = 100_000

/**
 * I_x(a, b), the regularised incomplete beta function (continued fraction, DLMF 8.17.22).
 * x is given as odds = x / (1 − x), so that neither x nor 1 − x loses digits near its end.
 */
export function incompleteBeta(a: number, b: number, odds: number): number {
  if (odds <= 0) return 0
  if (!(odds < Number.MAX_VALUE)) return 1
  const x = odds / (1 + odds)
  const logX = -Math.log1p(1 / odds)
  const logRest = -Math.log1p(odds)
  const front = Math.exp(a * logX + b * logRest - logBeta(a, b))
  if (x < (a + 1) / (a + b + 2)) return (front * fraction(a, b, x)) / a
  return 1 - (front * fraction(b, a, 1 / (1 + odds))) / b
}

/** Lentz's method. */
function fraction(a: number, b: number, x: number): number {
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let h = d
  for (let m = 1; m < steps; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    h *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    const change = d * c
    h *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return h
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
