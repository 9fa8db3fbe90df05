import { logGamma } from './log-gamma.ts'

const tiny = 1e-300
const steps = 100_000

/**
 * Q(a, x) = Γ(a, x) / Γ(a), the upper regularised incomplete gamma function; a > 0, x ≥ 0.
 * Relative precision is kept far in the tail (continued fraction; DLMF 8.9.2), so it never is 1 − P there.
 */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1
  if (x > Number.MAX_VALUE) return 0
  return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
}

function series(a: number, x: number): number {
  let term = 1 / a
  let sum = term
  for (let n = 1; n < steps && term > sum * 1e-17; n++) {
    term *= x / (a + n)
    sum += term
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a))
}

/** Lentz's method. */
function fraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let h = d
  for (let i = 1; i < steps; i++) {
    const an = -i * (i - a)
    b += 2
    d = 1 / nonZero(an * d + b)
    c = nonZero(b + an / c)
    const change = d * c
    h *= change
    if (Math.abs(change - 1) < 1e-16) break
  }
  return Math.exp(a * Math.log(x) - x - logGamma(a)) * h
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value
}
