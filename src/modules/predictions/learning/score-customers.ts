import type { RiskBand, RiskReason } from '#contract/predictions'
import { type Frame, withColumn } from '#models/frame'
import { nextVisit } from '#models/rhythm'
import { bestHour } from './best-hour.ts'
import { explain } from './classifier.ts'
import { combine, type Opinions } from './combine.ts'
import { cutHistory } from './cut-history.ts'
import { frameOf, habitsOf } from './features.ts'
import { type Histories, yearDays } from './histories.ts'
import { discountRate, type Fitted } from './learn-shop.ts'
import { logOdds, outlookOf, probabilityOf } from './moment.ts'
import { type Facts, featureNames, reasonsOf } from './reasons.ts'
import { some } from './reference.ts'
import { intervalOf, ordersByRule, valueOfVisit, yearOf } from './value.ts'

export type ScoreOrder = { histories: Histories; fitted: Fitted; hours: Float64Array | undefined }

/** One customer's forecast; days are counted from 1970, money is in minor units. */
export type Scored = {
  number: number
  risk: number
  band: RiskBand
  isGone: boolean
  base: number
  rest: number
  reasons: RiskReason[]
  alive: number
  next: { on: number; from: number; to: number } | null
  orders: number
  clv: number
  clvLow: number
  clvHigh: number
  atStake: number
  valueBand: 1 | 2 | 3
  margin: number | null
  hour: number | null
  /** revenue so far, for sums */
  revenue: number
}

const sampled = 500
/** A visit is only foretold to somebody who more likely than not comes within a year or so. */
const leastHope = 0.25

/** Scores customers with what was learnt of their shop. Pure; runs in a thread. */
export function scoreCustomers({ histories, fitted, hours }: ScoreOrder): { scores: Scored[]; sample: Frame } {
  const { asOf, horizon, window, moment, combination, reference } = fitted
  const cut = cutHistory(histories, asOf, { horizon, window })
  const outlook = outlookOf(moment, cut, horizon, yearDays)
  const habit = habitsOf(histories, cut)
  const frame = frameOf(histories, cut, outlook.byRhythm, habit)
  const opinions: Opinions = { rhythm: outlook.byRhythm, alive: outlook.byAlive }
  const learnt = fitted.classifiers.map((classifier) => ({ name: classifier.name, ...explain(classifier, frame) }))
  for (const { name, ...said } of learnt) opinions[name] = chancesOf(said, frame)
  const risks = combine(combination, opinions)
  const shares = sharesOf(fitted, frame, opinions, learnt)
  const ahead = ordersByRule(cut, outlook, risks, horizon)
  const year = yearOf(moment.purchases, cut, outlook, ahead, { rule: fitted.orders, rate: discountRate, horizon })
  const scores = Array.from(cut.who, (i, row): Scored => {
    const [from, end] = [histories.starts[i] ?? 0, cut.ends[row] ?? 0]
    const rhythm = outlook.rhythms[row] ?? { mean: 0, spread: 1, leaves: 0, isOwn: false }
    const [visits, silence] = [cut.visits[row] ?? 0, cut.silence[row] ?? 0]
    const average = habit.average[row] ?? 0
    const facts: Facts = {
      visits,
      silence,
      tenure: cut.tenure[row] ?? 0,
      rhythm,
      usualGap: medianPause(histories.days, from, end),
      gapBefore: habit.gapBefore[row] ?? Number.NaN,
      gapNow: habit.gapNow[row] ?? Number.NaN,
      spentBefore: habit.spentBefore[row] ?? Number.NaN,
      spentNow: habit.spentNow[row] ?? Number.NaN,
      average,
      refunds: habit.refunds[row] ?? 0,
      source: histories.sourceNames[histories.sources[i] ?? 0] ?? '',
    }
    const risk = Math.round(1000 * (risks[row] ?? 0)) / 1000
    const { reasons, base, rest } = reasonsOf(shares(row), facts, reference, risk)
    const known = histories.margins[i] ?? Number.NaN
    const margin = Number.isNaN(known) ? null : known
    const each =
      valueOfVisit(fitted.value, visits, average) *
      fitted.kept *
      (fitted.averageMargin === null ? 1 : (margin ?? fitted.averageMargin))
    const isGone = cut.isHere[row] === 0
    const clv = Math.round((year.discounted[row] ?? 0) * each)
    const stays = fitted.orders.scale * (outlook.yearIfStays[row] ?? 0) * each
    const interval = intervalOf(year.orders[row] ?? 0, clv, {
      shape: moment.shape + visits - 1,
      spread: fitted.value.spread,
      chance: 1 - risk,
    })
    return {
      number: histories.customers[i] ?? 0,
      risk,
      band: risk >= fitted.thresholds.high ? 'high' : risk >= fitted.thresholds.medium ? 'medium' : 'low',
      isGone,
      base,
      rest,
      reasons,
      alive: Math.round(1000 * (outlook.alive[row] ?? 0)) / 1000,
      next: isGone || (outlook.alive[row] ?? 0) < leastHope ? null : visitAhead(asOf, nextVisit(rhythm, silence)),
      orders: Math.round(100 * (year.orders[row] ?? 0)) / 100,
      clv,
      clvLow: Math.round(interval.low),
      clvHigh: Math.round(interval.high),
      atStake: isGone ? 0 : Math.max(0, Math.round(risk * stays)),
      valueBand: stays >= fitted.valueFrom.top ? 1 : stays >= fitted.valueFrom.middle ? 2 : 3,
      margin,
      hour: bestHour(histories.hours, from, end, hours),
      revenue: histories.gross[i] ?? 0,
    }
  })
  return { scores, sample: some(withColumn(frame, 'score', risks), sampled) }
}

type Said = { base: number; contributions: Float64Array }

/** What a classifier's shares of the log-odds add up to: its answer, without asking it a second time. */
function chancesOf({ base, contributions }: Said, { rows, columns }: Frame): Float64Array {
  const chances = new Float64Array(rows)
  for (let row = 0, at = 0; row < rows; row++) {
    let odds = base
    for (const end = at + columns.length; at < end; at++) odds += contributions[at] ?? 0
    chances[row] = probabilityOf(odds)
  }
  return chances
}

/** What each feature adds to a customer's log-odds, against the average customer, in the order of `featureNames`. */
function sharesOf(
  { combination, reference }: Fitted,
  { columns }: Frame,
  opinions: Opinions,
  learnt: (Said & { name: string })[],
): (row: number) => Float64Array {
  const places = columns.map(({ name }) => (featureNames as readonly string[]).indexOf(name))
  const plain = combination.weights.flatMap(({ member, weight }) =>
    member === 'rhythm' || member === 'alive'
      ? [{ weight, of: opinions[member], centre: reference.centres[member] ?? 0, place: member === 'rhythm' ? 0 : 1 }]
      : [],
  )
  const said = learnt.flatMap(({ name, contributions }) => {
    const weight = combination.weights.find(({ member }) => member === name)?.weight ?? 0
    return weight === 0 ? [] : [{ weight, contributions }]
  })
  const shares = new Float64Array(featureNames.length)
  return (row) => {
    shares.fill(0)
    for (const { weight, of, centre, place } of plain)
      shares[place] = (shares[place] ?? 0) + weight * (logOdds(of?.[row] ?? 0.5) - centre)
    for (const { weight, contributions } of said)
      for (let k = 0; k < places.length; k++) {
        const place = places[k] ?? 0
        shares[place] = (shares[place] ?? 0) + weight * (contributions[row * places.length + k] ?? 0)
      }
    return shares
  }
}

function visitAhead(asOf: number, { wait, low, high }: { wait: number; low: number; high: number }): Scored['next'] {
  const most = 5 * yearDays
  const day = (after: number) => asOf + Math.min(most, Math.round(after))
  return { on: day(wait), from: day(low), to: day(high) }
}

function medianPause(days: Uint16Array, from: number, end: number): number {
  const first = Math.max(from, end - 24)
  const pauses: number[] = []
  for (let k = first + 1; k < end; k++) pauses.push((days[k] ?? 0) - (days[k - 1] ?? 0))
  if (pauses.length === 0) return 0
  pauses.sort((a, b) => a - b)
  const at = (pauses.length - 1) / 2
  return ((pauses[Math.floor(at)] ?? 0) + (pauses[Math.ceil(at)] ?? 0)) / 2
}
