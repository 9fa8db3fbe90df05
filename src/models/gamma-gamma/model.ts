import { logGamma } from '#models/special'

/** x purchases of mean value z each, one entry a customer. */
export type Spending = { x: ArrayLike<number>; z: ArrayLike<number> }

export type GammaGammaFit = {
  p: number
  q: number
  gamma: number
  logLikelihood: number
  /** Of p, q and γ; undefined when the data do not tell them apart. */
  standardErrors: Float64Array | undefined
  /** Of x and z: the model takes it to be near 0. */
  correlation: number
  customers: number
  warnings: { reason: string; message: string }[]
}

export function logLikelihood(p: number, q: number, gamma: number, { x, z }: Spending): number {
  const shared = q * Math.log(gamma) - logGamma(q)
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    const [xi = 1, zi = 1] = [x[i], z[i]]
    sum +=
      logGamma(p * xi + q) -
      logGamma(p * xi) +
      shared +
      (p * xi - 1) * Math.log(zi) +
      p * xi * Math.log(xi) -
      (p * xi + q) * Math.log(gamma + xi * zi)
  }
  return sum
}

/** Mean value of the purchases to come of a customer with x purchases of mean value z; undefined where q leaves it infinite. */
export function expectedValue(
  { p, q, gamma }: Pick<GammaGammaFit, 'p' | 'q' | 'gamma'>,
  x: number,
  z: number,
): number | undefined {
  return p * x + q > 1 ? (p * (gamma + x * z)) / (p * x + q - 1) : undefined
}
