import type { RiskReason } from '#contract/predictions'
import { type Frame, withColumn } from '#models/frame'
import { nextVisit } from '#models/rhythm'
import { bestHour } from './best-hour.ts'
import { explainer } from './classifier.ts'
import { combine, type Opinions } from './combine.ts'
import { cutHistory } from './cut-history.ts'
import { frameOf, habitsOf } from './features.ts'
import { foreseePurchases } from './foresee-purchases.ts'
import { type Histories, yearDays } from './histories.ts'
import type { Fitted } from './learn-shop.ts'
import { logOdds, outlookOf, probabilityOf, readRhythm } from './moment.ts'
import { type Facts, featureNames, reasonsOf } from './reasons.ts'
import { some } from './reference.ts'
import { intervalOf, ordersByRule, valueOfVisit, yearOf } from './value.ts'

export type LearntWell = { fitted: Fitted; hours: Float64Array | undefined }
type Scores = { forecasts: Forecasts; sample: Frame }

/**
 * Forecasts of some customers, column by column: a million of them as objects would keep the collector of garbage busy. Days are counted
 * from 1970, money is in minor units.
 */
export type Forecasts = {
  customers: number
  number: Uint32Array
  risk: Float64Array
  /** places in `riskBands` */
  band: Uint8Array
  isGone: Uint8Array
  /** the average customer's risk */
  base: number
  rest: Float64Array
  reasons: RiskReason[][]
  alive: Float64Array
  /** 0: no visit is to be expected */
  nextOn: Int32Array
  nextFrom: Int32Array
  nextTo: Int32Array
  orders: Float64Array
  clv: Float64Array
  clvLow: Float64Array
  clvHigh: Float64Array
  atStake: Float64Array
  /** 1 to 3 */
  valueBand: Uint8Array
  /** NaN: not known */
  margin: Float64Array
  /** −1: not known */
  hour: Int8Array
  /** revenue so far, for sums */
  revenue: Float64Array
}

const sampled = 500
/** A visit is only foretold to somebody who more likely than not comes within a year or so. */
const leastHope = 0.25
/** Nor to somebody who almost surely stays away for as far as is foretold. */
const tooRisky = 0.95
const surest = 0.99

/**
 * Scores customers with what was learnt of their shop, some at a time: what is reckoned for the first serves the later ones.
 * Pure; runs in a thread.
 */
export function createScorer({ fitted, hours }: LearntWell): (histories: Histories) => Scores {
  const { asOf, horizon, window, moment, combination, reference, value, averageMargin: usualMargin } = fitted
  const foresight = foreseePurchases(moment.purchases, fitted.oldest, horizon)
  const explainers = fitted.classifiers.map((classifier) => ({ name: classifier.name, ask: explainer(classifier) }))
  return (histories) => {
    const cut = cutHistory(histories, asOf, { horizon, window })
    const outlook = outlookOf(moment, cut, horizon, foresight)
    const habit = habitsOf(histories, cut)
    const frame = frameOf(histories, cut, outlook.byRhythm, habit)
    const opinions: Opinions = { rhythm: outlook.byRhythm, alive: outlook.byAlive }
    const learnt = explainers.map(({ name, ask }) => ({ name, ...ask(frame) }))
    for (const { name, ...said } of learnt) opinions[name] = chancesOf(said, frame)
    // A habit of a few visits can look certain; no forecast of a person is.
    const risks = combine(combination, opinions).map((risk) => Math.min(surest, Math.max(1 - surest, risk)))
    const shares = sharesOf(fitted, frame, opinions, learnt)
    const year = yearOf(outlook, ordersByRule(cut, outlook, risks, horizon), { rule: fitted.orders, horizon })
    const found = blankOf(cut.who.length)
    // One for all: a million of them would be as many to clear away.
    const facts = noFacts()
    for (let row = 0; row < cut.who.length; row++) {
      const i = cut.who[row] ?? 0
      const [from, end] = [histories.starts[i] ?? 0, cut.ends[row] ?? 0]
      const [visits, silence] = [cut.visits[row] ?? 0, cut.silence[row] ?? 0]
      const average = habit.average[row] ?? 0
      facts.visits = visits
      facts.silence = silence
      facts.tenure = cut.tenure[row] ?? 0
      readRhythm(outlook, row, facts.rhythm)
      facts.usualGap = medianPause(histories.days, from, end)
      facts.gapBefore = habit.gapBefore[row] ?? Number.NaN
      facts.gapNow = habit.gapNow[row] ?? Number.NaN
      facts.spentBefore = habit.spentBefore[row] ?? Number.NaN
      facts.spentNow = habit.spentNow[row] ?? Number.NaN
      facts.spentLeast = habit.spentLeast[row] ?? Number.NaN
      facts.spentMost = habit.spentMost[row] ?? Number.NaN
      facts.average = average
      facts.refunds = habit.refunds[row] ?? 0
      facts.source = histories.sourceNames[histories.sources[i] ?? 0] ?? ''
      const risk = Math.round(1000 * (risks[row] ?? 0)) / 1000
      const { reasons, base, rest } = reasonsOf(shares(row), facts, reference, risk)
      const margin = histories.margins[i] ?? Number.NaN
      const kept = usualMargin === null ? 1 : Number.isNaN(margin) ? usualMargin : margin
      const each = valueOfVisit(value, visits, average) * fitted.kept * kept
      const isGone = cut.isHere[row] === 0
      const alive = outlook.alive[row] ?? 0
      const orders = year.orders[row] ?? 0
      const clv = Math.round((year.discounted[row] ?? 0) * each)
      const stays = fitted.orders.scale * (outlook.yearIfStays[row] ?? 0) * each
      const shape = moment.shape + visits - 1
      const interval = intervalOf(orders, clv, { shape, spread: value.spread, chance: 1 - risk })
      found.number[row] = histories.customers[i] ?? 0
      found.risk[row] = risk
      found.band[row] = risk >= fitted.thresholds.high ? 2 : risk >= fitted.thresholds.medium ? 1 : 0
      found.isGone[row] = isGone ? 1 : 0
      found.base = base
      found.rest[row] = rest
      found.reasons.push(reasons)
      found.alive[row] = Math.round(1000 * alive) / 1000
      if (!isGone && alive >= leastHope && risk < tooRisky) {
        const { wait, low, high } = nextVisit(facts.rhythm, silence)
        found.nextOn[row] = dayAhead(asOf, wait)
        found.nextFrom[row] = dayAhead(asOf, low)
        found.nextTo[row] = dayAhead(asOf, high)
      }
      found.orders[row] = Math.round(100 * orders) / 100
      found.clv[row] = clv
      found.clvLow[row] = Math.round(interval.low)
      found.clvHigh[row] = Math.round(interval.high)
      found.atStake[row] = isGone ? 0 : Math.max(0, Math.round(risk * stays))
      found.valueBand[row] = stays >= fitted.valueFrom.top ? 1 : stays >= fitted.valueFrom.middle ? 2 : 3
      found.margin[row] = margin
      found.hour[row] = bestHour(histories.hours, from, end, hours) ?? -1
      found.revenue[row] = histories.gross[i] ?? 0
    }
    return { forecasts: found, sample: some(withColumn(frame, 'score', risks), sampled) }
  }
}

function noFacts(): Facts {
  const unknown = Number.NaN
  return {
    visits: 0,
    silence: 0,
    tenure: 0,
    rhythm: { mean: 0, spread: 1, leaves: 0, isOwn: false },
    usualGap: unknown,
    gapBefore: unknown,
    gapNow: unknown,
    spentBefore: unknown,
    spentNow: unknown,
    spentLeast: unknown,
    spentMost: unknown,
    average: 0,
    refunds: 0,
    source: '',
  }
}

function blankOf(customers: number): Forecasts {
  const numbers = () => new Float64Array(customers)
  const days = () => new Int32Array(customers)
  const codes = () => new Uint8Array(customers)
  return {
    customers,
    number: new Uint32Array(customers),
    risk: numbers(),
    band: codes(),
    isGone: codes(),
    base: 0,
    rest: numbers(),
    reasons: [],
    alive: numbers(),
    nextOn: days(),
    nextFrom: days(),
    nextTo: days(),
    orders: numbers(),
    clv: numbers(),
    clvLow: numbers(),
    clvHigh: numbers(),
    atStake: numbers(),
    valueBand: codes(),
    margin: numbers(),
    hour: new Int8Array(customers),
    revenue: numbers(),
  }
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

const furthest = 5 * yearDays

function dayAhead(asOf: number, wait: number): number {
  return asOf + Math.min(furthest, Math.round(wait))
}

const latest = new Float64Array(24)

/** Of the latest pauses, put in order where they stand: there are few. */
function medianPause(days: Uint16Array, from: number, end: number): number {
  let count = 0
  for (let k = Math.max(from, end - latest.length) + 1; k < end; k++) {
    const pause = (days[k] ?? 0) - (days[k - 1] ?? 0)
    let at = count++
    for (; at > 0 && (latest[at - 1] ?? 0) > pause; at--) latest[at] = latest[at - 1] ?? 0
    latest[at] = pause
  }
  const middle = (count - 1) / 2
  return count === 0 ? 0 : ((latest[Math.floor(middle)] ?? 0) + (latest[Math.ceil(middle)] ?? 0)) / 2
}
