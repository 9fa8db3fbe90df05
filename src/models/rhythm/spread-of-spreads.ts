const least = 2
const most = 100

/**
 * How alike customers are in how regular they come: the degrees of freedom ν₀ of the prior of their variances, from the
 * variance of the logarithms of the variances (Smyth 2004, eq. 10): var(log s²) = ψ′(d/2) + ψ′(ν₀/2). Between 2 (each to
 * their own) and 100 (all the same).
 */
export function spreadOfSpreads(spreads: { variance: number; freedom: number }[]): number {
  const known = spreads.filter(({ variance }) => variance > 1e-9)
  if (known.length < 10) return 10
  const logs = known.map(({ variance, freedom }) => Math.log(variance) - digammaOfHalf(freedom))
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1)
  const byChance = known.reduce((sum, { freedom }) => sum + trigamma(freedom / 2), 0) / known.length
  const beyond = variance - byChance
  if (!(beyond > 0)) return most
  let [low, high] = [least / 2, most / 2]
  if (trigamma(low) < beyond) return least
  if (trigamma(high) > beyond) return most
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2
    if (trigamma(middle) > beyond) low = middle
    else high = middle
  }
  return low + high
}

/** ψ(d/2) − ln(d/2): what the logarithm of a mean of squares falls short of that of its expectation. */
function digammaOfHalf(freedom: number): number {
  let x = freedom / 2
  const from = Math.log(x)
  let sum = 0
  for (; x < 6; x++) sum -= 1 / x
  const square = 1 / (x * x)
  return sum + Math.log(x) - 1 / (2 * x) - square * (1 / 12 - square * (1 / 120 - square / 252)) - from
}

/** ψ′(x), x > 0: recurrence up to 6, then the asymptotic series (Abramowitz & Stegun 6.4.12). */
function trigamma(from: number): number {
  let x = from
  let sum = 0
  for (; x < 6; x++) sum += 1 / (x * x)
  const square = 1 / (x * x)
  return sum + 1 / x + square / 2 + (square / x) * (1 / 6 - square * (1 / 30 - square * (1 / 42)))
}
