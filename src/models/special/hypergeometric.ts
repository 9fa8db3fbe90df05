const most = 200_000

/**
 * Gauss's ₂F₁(a, b; c; z) for 0 ≤ z < 1 and c not 0, −1, −2 …: its power series, after Euler's transformation
 * (1 − z)^(c−a−b) ₂F₁(c − a, c − b; c; z) where that one converges sooner (Abramowitz & Stegun 15.1.1, 15.3.3).
 */
export function hypergeometric(a: number, b: number, c: number, z: number): number {
  if (z === 0) return 1
  const excess = c - a - b
  return excess < 0 ? (1 - z) ** excess * series(c - a, c - b, c, z) : series(a, b, c, z)
}

function series(a: number, b: number, c: number, z: number): number {
  let term = 1
  let sum = 1
  for (let n = 0; n < most; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
    // Terms may rise before they fall: stop only where the next ones are smaller.
    if (Math.abs(term) <= 1e-16 * Math.abs(sum) && (a + n) * (b + n) * z < Math.abs((c + n) * (n + 1))) break
  }
  return sum
}
