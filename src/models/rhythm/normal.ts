/** P(Z > z) to 1.2e-7 relative (Chebyshev; Press et al., Numerical Recipes, 6.2). A million customers ask, twelve digits would be waste. */
export function upperTail(z: number): number {
  if (z < 0) return 1 - upperTail(-z)
  const x = z / Math.SQRT2
  const t = 1 / (1 + 0.5 * x)
  let sum = 0
  for (const part of coefficients) sum = sum * t + part
  return 0.5 * t * Math.exp(-x * x + sum)
}

const coefficients = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196, 1.00002368,
  -1.26551223,
]

/** z with P(Z > z) = p, to some 1e-6; p outside of the open interval (0, 1) gives ∓8. */
export function upperQuantile(p: number): number {
  if (p >= 1 - 1e-15) return -8
  if (p > 0.5) return -upperQuantile(1 - p)
  if (p <= 1e-15) return 8
  const t = Math.sqrt(-2 * Math.log(p))
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  for (let i = 0; i < 2; i++) {
    const step = ((upperTail(z) - p) * rootTwoPi) / Math.exp(-0.5 * z * z)
    z += step / (1 + 0.5 * z * step)
  }
  return z
}

const rootTwoPi = Math.sqrt(2 * Math.PI)
