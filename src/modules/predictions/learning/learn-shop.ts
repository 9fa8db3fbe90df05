import type { PredictionReport } from '#contract/predictions'
import type { ThreadContext } from '#platform/threads'
import { backTest, type Tested } from './back-test.ts'
import type { Classifier } from './classifier.ts'
import type { Combination } from './combine.ts'
import { cutHistory } from './cut-history.ts'
import { frameOf, habitsOf } from './features.ts'
import { discountRate } from './foresee-purchases.ts'
import type { Histories } from './histories.ts'
import { learnMoment, type Moment, outlookOf } from './moment.ts'
import { centresOf, type Reference } from './reference.ts'
import { chooseThresholds } from './thresholds.ts'
import { fitValue, type OrdersRule, type ValueModel, valueOfVisit } from './value.ts'

export type LearnOrder = {
  histories: Histories
  /** days since 1970 */
  firstDay: number
  asOf: number
  horizon: number
  window: number
}

/** Everything that scoring a customer needs; plain data. */
export type Fitted = {
  asOf: number
  /** days since the shop's first sale: nobody's first visit is longer ago */
  oldest: number
  horizon: number
  window: number
  moment: Moment
  combination: Combination
  classifiers: Classifier[]
  value: ValueModel
  orders: OrdersRule
  thresholds: { medium: number; high: number }
  reference: Reference
  /** yearly value from which on a customer is among the top fifth, the next three tenths */
  valueFrom: { top: number; middle: number }
  averageMargin: number | null
  /** what refunds leave of revenue */
  kept: number
}

export type Learnt = {
  fitted: Fitted | null
  report: Pick<
    PredictionReport,
    'status' | 'reason' | 'used' | 'thresholds' | 'ordersAYear' | 'candidates' | 'test' | 'leaving' | 'value'
  >
}

const fewest = { customers: 20, repeaters: 5, historyDays: 28 }

/** Learns a shop by heart: models, the best of them on its own past, and what follows. Pure; runs in a thread. */
export function learnShop(order: LearnOrder, { progress }: Pick<ThreadContext, 'progress'>): Learnt {
  const { histories, asOf, horizon, window, firstDay } = order
  const now = cutHistory(histories, asOf, { horizon, window })
  const repeaters = now.visits.reduce((count, visits) => count + (visits > 1 ? 1 : 0), 0)
  if (now.who.length === 0) return waiting('no_customers')
  if (asOf - firstDay < fewest.historyDays) return waiting('short_history')
  if (now.who.length < fewest.customers) return waiting('few_customers')
  if (repeaters < fewest.repeaters) return waiting('no_repeats')
  const moment = learnMoment(now)
  progress({ done: 1, total: 4 })
  const tested = backTest(order, (step) => progress({ done: 1 + step, total: 4 }))
  const habit = habitsOf(histories, now)
  const value = fitValue(now.visits, habit.average)
  const outlook = outlookOf(moment, now, horizon)
  const kept = 1 - shareOf(histories.refunded, histories.gross)
  const averageMargin = meanOfKnown(histories.margins)
  const worth = (row: number): number => {
    const margin = histories.margins[now.who[row] ?? 0] ?? Number.NaN
    const rate = averageMargin === null ? 1 : Number.isNaN(margin) ? averageMargin : margin
    return (
      tested.orders.scale *
      (outlook.yearIfStays[row] ?? 0) *
      valueOfVisit(value, now.visits[row] ?? 0, habit.average[row] ?? 0) *
      rate *
      kept
    )
  }
  const here = [...now.isHere.keys()].filter((row) => now.isHere[row] === 1)
  const yearly = Float64Array.from(now.who, (_, row) => worth(row)).sort()
  const ordersAYear = median(here.map((row) => outlook.yearIfStays[row] ?? 0))
  const thresholds = chooseThresholds(ordersAYear)
  const fitted: Fitted = {
    asOf,
    oldest: asOf - firstDay,
    horizon,
    window,
    moment,
    combination: tested.combination,
    classifiers: tested.classifiers,
    value,
    orders: tested.orders,
    thresholds,
    reference: centresOf(
      now,
      outlook,
      habit,
      frameOf(histories, now, outlook.byRhythm, habit),
      tested,
      here.length > 0 ? here : [...now.isHere.keys()],
    ),
    valueFrom: {
      top: yearly[Math.floor(0.8 * yearly.length)] ?? 0,
      middle: yearly[Math.floor(0.5 * yearly.length)] ?? 0,
    },
    averageMargin,
    kept,
  }
  return {
    fitted,
    report: {
      status: tested.reason === null ? 'ready' : 'untested',
      reason: tested.reason,
      used: tested.combination.name,
      thresholds,
      ordersAYear,
      candidates: tested.candidates,
      test: testOf(tested, asOf - horizon, thresholds),
      leaving: moment.leaving,
      value: {
        model: value.name,
        orders: tested.orders.name,
        of: averageMargin === null ? 'revenue' : 'margin',
        discountRate,
        test: tested.value,
      },
    },
  }
}

function waiting(reason: NonNullable<Learnt['report']['reason']>): Learnt {
  return {
    fitted: null,
    report: {
      status: 'waiting',
      reason,
      used: null,
      thresholds: null,
      ordersAYear: null,
      candidates: [],
      test: null,
      leaving: null,
      value: null,
    },
  }
}

const bins = 10

function testOf({ held }: Tested, day: number, thresholds: { medium: number; high: number }): Learnt['report']['test'] {
  if (!held) return null
  const { risk, stayedAway, model, chosenOn } = held
  const bands = (['low', 'medium', 'high'] as const).map((band) => {
    const [from, to] =
      band === 'low'
        ? [0, thresholds.medium]
        : band === 'medium'
          ? [thresholds.medium, thresholds.high]
          : [thresholds.high, 2]
    return { band, ...countWithin(risk, stayedAway, from, to) }
  })
  const calibration = Array.from({ length: bins }, (_, bin) => {
    const [from, to] = [bin / bins, (bin + 1) / bins]
    const { customers, stayedAway: happened, foretold } = countWithin(risk, stayedAway, from, bin === bins - 1 ? 2 : to)
    return {
      from,
      to,
      customers,
      foretold: foretold / Math.max(1, customers),
      happened: happened / Math.max(1, customers),
    }
  }).filter(({ customers }) => customers > 0)
  return {
    on: dayOf(day),
    model,
    chosenOn: dayOf(chosenOn),
    customers: risk.length,
    stayedAway: stayedAway.reduce((sum, label) => sum + label, 0),
    bands: bands.map(({ band, customers, stayedAway: away }) => ({ band, customers, stayedAway: away })),
    calibration,
  }
}

const dayOf = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10)

function countWithin(risk: Float64Array, stayedAway: Float64Array, from: number, to: number) {
  let [customers, away, foretold] = [0, 0, 0]
  for (let i = 0; i < risk.length; i++) {
    const p = risk[i] ?? 0
    if (p < from || p >= to) continue
    customers++
    away += stayedAway[i] ?? 0
    foretold += p
  }
  return { customers, stayedAway: away, foretold }
}

function shareOf(part: Float64Array, whole: Float64Array): number {
  const [a, b] = [part, whole].map((values) => values.reduce((sum, value) => sum + value, 0))
  return a && b && b > 0 ? Math.min(1, Math.max(0, a / b)) : 0
}

/** null when the cost of less than half of the customers' orders is known. */
function meanOfKnown(margins: Float64Array): number | null {
  const known = margins.filter((margin) => !Number.isNaN(margin))
  return known.length * 2 < margins.length || known.length === 0
    ? null
    : known.reduce((sum, margin) => sum + margin, 0) / known.length
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
