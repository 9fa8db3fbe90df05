/**
 * Customers without a contract ("buy till you die"): who is still a customer, and how often will they buy?
 *
 * Input is x, t_x and T of each customer: purchases after the first, when the last of them was, and how long the customer
 * has been watched, both since the first purchase and in one unit of time; equal customers are counted once
 * (`countPurchases`). Parameters r, α (rate of buying) and a, b or s, β (leaving); α and β are times.
 * NBD: Ehrenberg 1959. BG/NBD: Fader, Hardie & Lee 2005. MBG/NBD: Batislam, Denizel & Filiztekin 2007.
 * Pareto/NBD: Schmittlein, Morrison & Colombo 1987. BG/NBD calls every one-time buyer alive: rank customers by Pareto/NBD.
 * Throws ModelProblem for data that cannot be modelled. Pure; never returns NaN or infinities.
 */
export { type AliveByDays, aliveByDays } from './alive-by-days.ts'
export { type BtydFit, fitBtyd } from './fit.ts'
export { type HoldoutReport, holdoutReport } from './holdout.ts'
export { predictionError } from './interval.ts'
export type { Model, ModelName } from './model.ts'
export {
  discountedIfAlive,
  discountedPurchases,
  expectedPurchases,
  nextPurchase,
  probabilityAlive,
  probabilityAliveAt,
  trackingCurve,
} from './predict.ts'
export { countPurchases, type Purchases } from './purchases.ts'
export { predictorOf, type SavedFit, saveFit } from './saved-fit.ts'
export type { Warning } from './warnings.ts'
