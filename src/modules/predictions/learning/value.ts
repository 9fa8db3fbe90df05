import { expectedValue, fitGammaGamma, type GammaGammaFit } from '#models/gamma-gamma'
import { ModelProblem } from '#models/problem'
import type { Cut } from './cut-history.ts'
import { discountRate } from './foresee-purchases.ts'
import { yearDays } from './histories.ts'
import type { Outlook } from './moment.ts'

/** What a visit is worth: Gamma–Gamma, or the mean of a customer's visits drawn towards the shop's. Plain data. */
export type ValueModel =
  | { name: 'gamma_gamma'; fit: Pick<GammaGammaFit, 'p' | 'q' | 'gamma'>; mean: number; spread: number }
  | { name: 'mean'; strength: number; mean: number; spread: number }

const mostCustomers = 4_000
const leastCustomers = 100

/** `average` is the mean value of each customer's visits; what is not above 0 says nothing. */
export function fitValue(visits: Float64Array, average: Float64Array): ValueModel {
  const step = Math.max(1, Math.ceil(visits.length / mostCustomers))
  const some = Array.from({ length: Math.ceil(visits.length / step) }, (_, i) => i * step).filter(
    (row) => (average[row] ?? 0) > 0,
  )
  const x = some.map((row) => visits[row] ?? 0)
  const z = some.map((row) => average[row] ?? 0)
  const mean =
    z.reduce((sum, value, i) => sum + value * (x[i] ?? 0), 0) /
    Math.max(
      1,
      x.reduce((sum, n) => sum + n, 0),
    )
  const byCustomer = z.reduce((sum, value) => sum + value, 0) / Math.max(1, z.length)
  const between = z.reduce((sum, value) => sum + (value - byCustomer) ** 2, 0) / Math.max(1, z.length)
  // Visits of one customer vary about half as much as customers do; only for the interval.
  const spread = mean > 0 ? Math.min(2, Math.sqrt(between / 2) / mean) : 0
  const simple: ValueModel = { name: 'mean', strength: 2, mean, spread }
  if (x.length < leastCustomers) return simple
  try {
    const { p, q, gamma, warnings } = fitGammaGamma({ x, z })
    const isSound = warnings.every(({ reason }) => reason !== 'heavy_tail' && reason !== 'not_identified')
    return isSound ? { name: 'gamma_gamma', fit: { p, q, gamma }, mean, spread: Math.min(2, 1 / Math.sqrt(p)) } : simple
  } catch (error) {
    if ((error as Error).name === ModelProblem.name) return simple
    throw error
  }
}

/** Of the visits to come of somebody with so many visits of this mean value. */
export function valueOfVisit(model: ValueModel, visits: number, average: number): number {
  const known = Math.max(0, average)
  if (model.name === 'gamma_gamma' && known > 0) return expectedValue(model.fit, visits, known) ?? known
  const strength = model.name === 'mean' ? model.strength : 1
  return (visits * known + strength * model.mean) / (visits + strength)
}

/** How expected visits are reckoned, chosen on the shop's past, and what they were short of there. */
export type OrdersRule = { name: 'expected' | 'by_risk' | 'repeat'; scale: number }

/** Visits expected within the horizon of everybody in a cut, by each rule. */
export function ordersByRule(
  cut: Cut,
  outlook: Outlook,
  risk: Float64Array,
  horizon: number,
): Record<OrdersRule['name'], Float64Array> {
  const longest = cut.tenure.reduce((most, age) => Math.max(most, age), 1)
  return {
    expected: outlook.ifStays.map((count, row) => count * aliveFactor(outlook, row)),
    by_risk: outlook.ifStays.map((count, row) => (1 - (risk[row] ?? 0)) * ifAny(count)),
    repeat: cut.visits.map((visits) => (visits / longest) * horizon),
  }
}

/** The model of purchases' own P(alive); where it sees no leaving it is 1. */
function aliveFactor({ byAlive, ifStays }: Outlook, row: number): number {
  const returns = -Math.expm1(-(ifStays[row] ?? 0))
  return returns > 0 ? Math.min(1, (1 - (byAlive[row] ?? 0)) / returns) : 0
}

/** The mean of a Poisson count that is not 0. */
function ifAny(mean: number): number {
  return mean > 1e-6 ? mean / -Math.expm1(-mean) : 1
}

/** The rule with the smallest errors, absolute and squared together; never worse than repeating what was. */
export function chooseOrders(
  rules: Record<OrdersRule['name'], Float64Array>,
  actual: Float64Array,
): { rule: OrdersRule; foretold: Float64Array; error: number; errorOfRepeating: number } {
  const errors = (foretold: Float64Array) => {
    let [absolute, squared] = [0, 0]
    for (let i = 0; i < actual.length; i++) {
      const off = (foretold[i] ?? 0) - (actual[i] ?? 0)
      absolute += Math.abs(off)
      squared += off * off
    }
    return { absolute: absolute / Math.max(1, actual.length), root: Math.sqrt(squared / Math.max(1, actual.length)) }
  }
  const base = errors(rules.repeat)
  const names = ['repeat', 'expected', 'by_risk'] as const
  const ranked = names
    .map((name) => ({ name, ...errors(rules[name]) }))
    .map((one) => ({
      ...one,
      loss: one.absolute / Math.max(1e-9, base.absolute) + one.root / Math.max(1e-9, base.root),
    }))
    // What beats repeating must do so in both respects.
    .filter((one) => one.name === 'repeat' || (one.absolute <= base.absolute && one.root <= base.root))
    .sort((a, b) => a.loss - b.loss)
  const name = ranked[0]?.name ?? 'repeat'
  const foretold = rules[name]
  const [sum, truth] = [foretold, actual].map((values) => values.reduce((total, value) => total + value, 0))
  const scale = sum && truth ? Math.min(1.5, Math.max(0.67, truth / sum)) : 1
  return {
    rule: { name, scale },
    foretold,
    error: errors(foretold).absolute,
    errorOfRepeating: base.absolute,
  }
}

/** Visits of the next year, plain and discounted to today, from those of the horizon. */
export function yearOf(
  outlook: Outlook,
  ahead: Record<OrdersRule['name'], Float64Array>,
  { rule, horizon }: { rule: OrdersRule; horizon: number },
): { orders: Float64Array; discounted: Float64Array } {
  const within = ahead[rule.name]
  if (rule.name === 'repeat') {
    const orders = within.map((visits) => rule.scale * visits * (yearDays / horizon))
    const worth = meanDiscount(discountRate)
    return { orders, discounted: orders.map((visits) => visits * worth) }
  }
  const orders = new Float64Array(within.length)
  const discounted = new Float64Array(within.length)
  for (let row = 0; row < within.length; row++) {
    // The model says how a year relates to the horizon; the rule how many come within it.
    const stays = aliveFactor(outlook, row)
    const soon = (outlook.ifStays[row] ?? 0) * stays
    const factor = soon > 1e-9 ? (rule.scale * (within[row] ?? 0)) / soon : 0
    orders[row] = factor * (outlook.yearIfStays[row] ?? 0) * stays
    discounted[row] = factor * (outlook.aliveByPurchases[row] ?? 0) * (outlook.yearDiscounted[row] ?? 0)
  }
  return { orders, discounted }
}

/** The mean of (1 + rate)^−t over a year. */
function meanDiscount(rate: number): number {
  return rate > 0 ? (1 - 1 / (1 + rate)) / Math.log1p(rate) : 1
}

/**
 * Between what eight in ten such customers lie: visits vary like Poisson counts around a rate that is itself not known,
 * times money that varies from visit to visit. The sum is taken for a gamma (Wilson & Hilferty 1931).
 */
export function intervalOf(
  orders: number,
  money: number,
  { shape, spread, chance }: { shape: number; spread: number; chance: number },
): { low: number; high: number } {
  if (!(Math.abs(money) > 0) || !(orders > 0)) return { low: 0, high: 0 }
  const stays = Math.min(1, Math.max(0.02, chance))
  const counts = orders + orders ** 2 / Math.max(0.1, shape) + (orders ** 2 * (1 - stays)) / stays
  const relative = counts / orders ** 2 + spread ** 2 / Math.max(1, orders)
  const k = 1 / relative
  const quantile = (z: number) => money * Math.max(0, 1 - 1 / (9 * k) + z / (3 * Math.sqrt(k))) ** 3
  // Of somebody who costs more than they bring the larger sum is the lower end.
  const ends = [money, quantile(-1.2816), quantile(1.2816)]
  return { low: Math.min(...ends), high: Math.max(...ends) }
}
