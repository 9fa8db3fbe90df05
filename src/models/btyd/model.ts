import type { Purchases } from './purchases.ts'

export type ModelName = 'nbd' | 'bg-nbd' | 'mbg-nbd' | 'pareto-nbd'

/**
 * One buy-till-you-die model. `p` are its parameters in the order of `parameterNames`, all positive, r and α of the
 * rate of buying first: λ ~ Gamma(r, α). Each function is finite for all x ≥ 0, 0 ≤ t_x ≤ T, t ≥ 0.
 */
export type Model = {
  name: ModelName | 'repeat-rate'
  parameterNames: readonly string[]
  /** Which parameters are times: they grow with the unit. */
  times: readonly number[]
  /** Where the search may begin, for a shop of this mean rate and mean T. */
  starts: (rate: number, age: number) => number[][]
  /** The part of the log-likelihood of somebody still alive at T that hangs on x alone, and on T besides the rate. */
  logOfCount: (p: Float64Array, x: number) => number
  logOfAge: (p: Float64Array, T: number) => number
  /** ln of the odds that the customer was gone before T; −∞ where the model knows no leaving. */
  logOddsGone: (p: Float64Array, x: number, tx: number, T: number) => number
  /** Purchases expected in (T, T + t] of somebody alive at T. */
  purchasesIfAlive: (p: Float64Array, x: number, T: number, t: number) => number
  /** Probability that somebody alive at T is alive at T + t still. */
  staysIfAlive: (p: Float64Array, x: number, T: number, t: number) => number
  /** Probability that somebody alive at T buys again within t. */
  returnsIfAlive: (p: Float64Array, x: number, T: number, t: number) => number
}

/** Log-likelihood of all the customers. Every factor is kept as a logarithm: any x and T stay finite. */
export function logLikelihood(model: Model, p: Float64Array, purchases: Purchases): number {
  const [r = 0, alpha = 0] = p
  const { x, tx, T, count } = purchases
  const ofCount = new Map<number, number>()
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    const [xi = 0, age = 0] = [x[i], T[i]]
    let base = ofCount.get(xi)
    if (base === undefined) {
      base = model.logOfCount(p, xi)
      ofCount.set(xi, base)
    }
    const gone = model.logOddsGone(p, xi, tx[i] ?? 0, age)
    const alive = base - (r + xi) * Math.log(alpha + age) + model.logOfAge(p, age)
    sum += (count[i] ?? 0) * (alive + (gone > 36 ? gone : Math.log1p(Math.exp(gone))))
  }
  return sum
}
