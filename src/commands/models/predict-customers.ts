import {
  type BtydFit,
  discountedPurchases,
  expectedPurchases,
  nextPurchase,
  type Purchases,
  predictionError,
  probabilityAlive,
  probabilityAliveAt,
} from '#models/btyd'
import { expectedValue, fitGammaGamma } from '#models/gamma-gamma'

/** What a purchase of each customer is expected to be worth. */
export function valuesOf(x: Float64Array, z: Float64Array): number[] {
  const fit = fitGammaGamma({ x, z })
  const observed = z.reduce((sum, mean, i) => sum + mean * (x[i] ?? 0), 0) / x.reduce((sum, xi) => sum + xi, 0)
  // With q near 1 or below the mean of all customers is not finite: what they spent so far stands in.
  return Array.from(x, (xi, i) => expectedValue(fit, xi, z[i] ?? 0) ?? observed)
}

/** One CSV line a customer, in the order of the file; computed once for each distinct triple. */
export function predictionsOf(
  fit: BtydFit,
  { purchases, tripleOf, spending }: { purchases: Purchases; tripleOf: Int32Array; spending: number[] | undefined },
  { horizon, discount }: { horizon: number; discount: number },
): string {
  const { predictor: model, p } = fit
  const { x, tx, T } = purchases
  const discounted = new Float64Array(x.length)
  const lines = Array.from(x, (xi, i) => {
    const own = [xi, tx[i] ?? 0, T[i] ?? 0] as const
    const next = nextPurchase(model, p, own, horizon)
    discounted[i] = discountedPurchases(model, p, own, { horizon, rate: discount })
    const expectedBy = (parameters: Float64Array) => expectedPurchases(model, parameters, ...own, horizon)
    return [
      ...own,
      probabilityAlive(model, p, ...own),
      probabilityAliveAt(model, p, ...own, horizon),
      expectedBy(p),
      (model === fit.model ? predictionError(fit, expectedBy) : undefined) ?? '',
      next?.probability ?? 0,
      next?.wait ?? '',
      discounted[i],
    ].join(',')
  })
  const rows = Array.from(tripleOf, (triple, i) =>
    spending ? `${lines[triple]},${spending[i]},${(spending[i] ?? 0) * (discounted[triple] ?? 0)}` : lines[triple],
  )
  const heading = `x,tx,T,alive,aliveAtEnd,expected,expectedError,returns,wait,discounted${spending ? ',value,clv' : ''}`
  return `${[heading, ...rows].join('\n')}\n`
}
