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

/** The log-likelihood of p, q and γ. Of a million customers many have as many purchases: the gamma functions are reckoned once for all of them. */
export function likelihoodOf({ x, z }: Spending): (p: number, q: number, gamma: number) => number {
  const distinct = Float64Array.from(new Set(Array.from(x)))
  const placeOf = new Map(Array.from(distinct, (times, place) => [times, place]))
  const place = Int32Array.from(x, (times) => placeOf.get(times) ?? 0)
  const logZ = Float64Array.from(z, Math.log)
  const xLogX = distinct.map((times) => times * Math.log(times))
  const ofTimes = new Float64Array(distinct.length)
  return (p, q, gamma) => {
    const shared = q * Math.log(gamma) - logGamma(q)
    for (const [i, times] of distinct.entries())
      ofTimes[i] = logGamma(p * times + q) - logGamma(p * times) + shared + p * (xLogX[i] as number)
    let sum = 0
    for (let i = 0; i < place.length; i++) {
      const at = place[i] as number
      const shape = p * (distinct[at] as number)
      const spent = gamma + (x[i] as number) * (z[i] as number)
      sum += (ofTimes[at] as number) + (shape - 1) * (logZ[i] as number) - (shape + q) * Math.log(spent)
    }
    return sum
  }
}

/** Mean value of the purchases to come of a customer with x purchases of mean value z; undefined where q leaves it infinite. */
export function expectedValue(
  { p, q, gamma }: Pick<GammaGammaFit, 'p' | 'q' | 'gamma'>,
  x: number,
  z: number,
): number | undefined {
  return p * x + q > 1 ? (p * (gamma + x * z)) / (p * x + q - 1) : undefined
}
