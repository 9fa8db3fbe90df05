const halfLogTwoPi = 0.9189385332046728

/**
 * ln Γ(x) for x > 0, to about 1e-15 of its size: Stirling's series (Abramowitz & Stegun 6.1.41),
 * small arguments lifted above 9 by Γ(x + 1) = x Γ(x). NaN for x ≤ 0.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) return Number.NaN
  let lifted = x
  let product = 1
  while (lifted < 9) {
    product *= lifted
    lifted += 1
  }
  const inverse = 1 / lifted
  const square = inverse * inverse
  const series =
    inverse *
    (1 / 12 -
      square *
        (1 / 360 -
          square * (1 / 1260 - square * (1 / 1680 - square * (1 / 1188 - square * (691 / 360360 - square / 156))))))
  const high = (lifted - 0.5) * Math.log(lifted) - lifted + halfLogTwoPi + series
  return product === 1 ? high : high - Math.log(product)
}
