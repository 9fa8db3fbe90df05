import { type BtydFit, countPurchases, fitBtyd, type SavedFit, saveFit } from '#models/btyd'
import { fitRhythm, type Rhythm, type RhythmFit, returnsWithin, rhythmOf, stillComing } from '#models/rhythm'
import { type Cut, purchasesOf } from './cut-history.ts'
import { type Foresight, foreseePurchases } from './foresee-purchases.ts'

/** What is learnt, without outcomes, from everything up to a day: the shop's rhythms and how it buys and leaves. */
export type Moment = {
  rhythm: RhythmFit
  purchases: SavedFit
  leaving: 'seen' | 'none_seen' | 'begins_midway'
  /** r of the rate of buying: how much customers differ */
  shape: number
}

/** So many different customers tell what a shop's purchases are like; more would move an expectation by less than 1 %. */
const told = 3_000

/** Throws ModelProblem where nobody has come twice, or no time has gone by. */
export function learnMoment(cut: Cut): Moment {
  const rhythm = fitRhythm(cut.pauses)
  const { x, tx, T } = purchasesOf(cut)
  const { purchases } = countPurchases(x, tx, T)
  const fit = fitBtyd('pareto-nbd', purchases, { groups: told, withErrors: false })
  const saved = saveFit(fit, purchases.T)
  return { rhythm, purchases: saved, leaving: leavingOf(fit), shape: Math.min(50, Math.max(0.05, fit.p[0] ?? 1)) }
}

function leavingOf({ warnings }: BtydFit): Moment['leaving'] {
  const reasons = warnings.map(({ reason }) => reason)
  if (reasons.includes('begins_midway')) return 'begins_midway'
  return reasons.includes('no_dropout') ? 'none_seen' : 'seen'
}

/** What the two models without outcomes say of everybody in a cut. */
export type Outlook = {
  /** of everybody, column by column: objects would keep the collector of garbage busy */
  rhythms: { mean: Float64Array; spread: Float64Array; leaves: Float64Array; isOwn: Uint8Array }
  /** probability of no visit within the horizon, by the own rhythm and by the model of purchases */
  byRhythm: Float64Array
  byAlive: Float64Array
  /** probability to be a customer still, and what the model of purchases alone says of it */
  alive: Float64Array
  aliveByPurchases: Float64Array
  /** visits within the horizon, and within a year, of somebody who stays; the latter discounted to today too */
  ifStays: Float64Array
  yearIfStays: Float64Array
  yearDiscounted: Float64Array
}

export function outlookOf(moment: Moment, cut: Cut, horizon: number, foresight?: Foresight): Outlook {
  const { alive: aliveOf, ifAlive } = foresight ?? foreseePurchases(moment.purchases, oldestOf(cut), horizon)
  const rows = cut.visits.length
  const part = () => new Float64Array(rows)
  const rhythms = { mean: part(), spread: part(), leaves: part(), isOwn: new Uint8Array(rows) }
  const outlook = {
    rhythms,
    byRhythm: part(),
    byAlive: part(),
    alive: part(),
    aliveByPurchases: part(),
    ifStays: part(),
    yearIfStays: part(),
    yearDiscounted: part(),
  }
  const { pauses, starts } = cut.pauses
  for (let row = 0; row < rows; row++) {
    const rhythm = rhythmOf(moment.rhythm, pauses, starts[row] ?? 0, starts[row + 1] ?? 0)
    rhythms.mean[row] = rhythm.mean
    rhythms.spread[row] = rhythm.spread
    rhythms.leaves[row] = rhythm.leaves
    rhythms.isOwn[row] = rhythm.isOwn ? 1 : 0
    const [visits, quiet, age] = [cut.visits[row] ?? 1, cut.silence[row] ?? 0, cut.tenure[row] ?? 0]
    outlook.byRhythm[row] = 1 - returnsWithin(rhythm, quiet, horizon)
    const alive = aliveOf(visits - 1, visits > 1 ? age - quiet : 0, age)
    const { ahead, year, discounted, returns } = ifAlive(visits - 1, age)
    outlook.aliveByPurchases[row] = alive
    outlook.byAlive[row] = 1 - alive * returns
    // Where purchases show no leaving they call everybody alive; the own rhythm can still tell who is silent too long.
    outlook.alive[row] = moment.leaving === 'seen' ? alive : stillComing(rhythm, quiet)
    outlook.ifStays[row] = ahead
    outlook.yearIfStays[row] = year
    outlook.yearDiscounted[row] = discounted
  }
  return outlook
}

function oldestOf({ tenure }: Cut): number {
  return tenure.reduce((most, age) => Math.max(most, age), 0)
}

/** Log-odds, kept within ±7 (0.1 %). */
export function logOdds(p: number): number {
  const kept = Math.min(0.999, Math.max(0.001, p))
  return Math.log(kept / (1 - kept))
}

export const probabilityOf = (odds: number): number => 1 / (1 + Math.exp(-odds))

/** The rhythm of the customer of a row, put where another one's was. */
export function readRhythm({ rhythms }: Outlook, row: number, into: Rhythm): void {
  into.mean = rhythms.mean[row] ?? 0
  into.spread = rhythms.spread[row] ?? 1
  into.leaves = rhythms.leaves[row] ?? 0
  into.isOwn = rhythms.isOwn[row] === 1
}
