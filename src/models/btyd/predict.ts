import type { Model } from './model.ts'

/** Probability that a customer with this history has not left for good at T (0 to 1). */
export function probabilityAlive(model: Model, p: Float64Array, x: number, tx: number, T: number): number {
  return 1 / (1 + Math.exp(model.logOddsGone(p, x, tx, T)))
}

/** Probability that this customer will not have left for good by T + t. */
export function probabilityAliveAt(model: Model, p: Float64Array, x: number, tx: number, T: number, t: number): number {
  return probabilityAlive(model, p, x, tx, T) * model.staysIfAlive(p, x, T, Math.max(0, t))
}

/** Purchases expected in the t after T, given the history. With x = t_x = T = 0: of a newcomer, unconditionally. */
export function expectedPurchases(model: Model, p: Float64Array, x: number, tx: number, T: number, t: number): number {
  return t <= 0 ? 0 : probabilityAlive(model, p, x, tx, T) * model.purchasesIfAlive(p, x, T, t)
}

/**
 * When the next purchase is to be expected: the probability that it comes within `horizon`, and the wait by which half of
 * those who will come within the horizon have come. undefined where nobody is expected.
 */
export function nextPurchase(
  model: Model,
  p: Float64Array,
  [x, tx, T]: readonly [number, number, number],
  horizon: number,
): { probability: number; wait: number } | undefined {
  const all = model.returnsIfAlive(p, x, T, horizon)
  const probability = probabilityAlive(model, p, x, tx, T) * all
  if (!(probability > 0)) return undefined
  let [low, high] = [0, horizon]
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2
    if (model.returnsIfAlive(p, x, T, middle) < all / 2) low = middle
    else high = middle
  }
  return { probability, wait: (low + high) / 2 }
}

/**
 * Purchases expected in the `horizon` after T, each discounted to T at `rate` a unit of time (0.001 = 0.1 %): times the
 * mean value of a purchase it is the customer lifetime value (Fader, Hardie & Lee, JMR 42, 2005). Summed over `steps`
 * equal stretches, discounted at their middle.
 */
export function discountedPurchases(
  model: Model,
  p: Float64Array,
  [x, tx, T]: readonly [number, number, number],
  discount: Discount,
): number {
  return probabilityAlive(model, p, x, tx, T) * discountedIfAlive(model, p, x, T, discount)
}

type Discount = { horizon: number; rate: number; steps?: number }

/** The same of somebody known to be alive at T. */
export function discountedIfAlive(
  model: Model,
  p: Float64Array,
  x: number,
  T: number,
  { horizon, rate, steps = 24 }: Discount,
): number {
  let [sum, before] = [0, 0]
  for (let step = 1; step <= steps; step++) {
    const until = model.purchasesIfAlive(p, x, T, (horizon * step) / steps)
    sum += (until - before) * (1 + rate) ** (-(horizon * (step - 0.5)) / steps)
    before = until
  }
  return sum
}

const mostAges = 4_000

/**
 * Repeat purchases the whole cohort is expected to have made by each of `times` (time 0 = the first customer's first
 * purchase): the curve that actual purchases are held against. `ages` tell when each customer came, as their T.
 */
export function trackingCurve(
  model: Model,
  p: Float64Array,
  cohorts: { T: ArrayLike<number>; count: ArrayLike<number> },
  times: readonly number[],
): number[] {
  const ages = Float64Array.from(cohorts.T)
  const oldest = ages.reduce((most, age) => Math.max(most, age), 0)
  // Ages to the second would be as many as customers, and no curve shows them.
  const grain = new Set(ages).size > mostAges ? oldest / mostAges : 0
  const customersOfAge = new Map<number, number>()
  for (const [i, told] of ages.entries()) {
    const age = grain === 0 ? told : Math.round(told / grain) * grain
    customersOfAge.set(age, (customersOfAge.get(age) ?? 0) + (cohorts.count[i] ?? 0))
  }
  return times.map((time) => {
    let sum = 0
    for (const [age, customers] of customersOfAge)
      sum += customers * expectedPurchases(model, p, 0, 0, 0, Math.max(0, time - (oldest - age)))
    return sum
  })
}
