import { type Frame, selectRows, withColumn } from '#models/frame'
import type { Tested } from './back-test.ts'
import { explainer } from './classifier.ts'
import type { Member } from './combine.ts'
import type { Cut } from './cut-history.ts'
import type { Habit } from './features.ts'
import { logOdds, type Outlook } from './moment.ts'

/** The average customer: what reasons are told against, and what later customers are compared with. */
export type Reference = {
  /** mean log-odds of what each member says */
  centres: Partial<Record<Member, number>>
  /** log-odds of the risk of the average customer */
  base: number
  medianVisits: number
  medianTenure: number
  medianAverage: number
  /** some of the customers that the models learnt from, with their risk as the column `score`: to watch drift */
  learntFrom: Frame | null
}

const remembered = 3_000

export function centresOf(
  cut: Cut,
  outlook: Outlook,
  habit: Habit,
  frame: Frame,
  { combination, classifiers, learntFrom }: Pick<Tested, 'combination' | 'classifiers' | 'learntFrom'>,
  here: number[],
): Reference {
  const mean = (values: Float64Array) => here.reduce((sum, row) => sum + logOdds(values[row] ?? 0.5), 0) / here.length
  const centres: Partial<Record<Member, number>> = { rhythm: mean(outlook.byRhythm), alive: mean(outlook.byAlive) }
  for (const classifier of classifiers) centres[classifier.name] = explainer(classifier)(selectRows(frame, [0])).base
  let base = combination.offset
  for (const { member, weight } of combination.weights) base += weight * (centres[member] ?? 0)
  const middle = (values: Float64Array) => {
    const sorted = Float64Array.from(here, (row) => values[row] ?? 0).sort()
    return sorted[Math.floor(sorted.length / 2)] ?? 0
  }
  return {
    centres,
    base,
    medianVisits: middle(cut.visits),
    medianTenure: middle(cut.tenure),
    medianAverage: middle(habit.average),
    learntFrom: learntFrom && some(withColumn(learntFrom.frame, 'score', learntFrom.risk), remembered),
  }
}

/** At most so many rows, evenly spread. */
export function some(frame: Frame, most: number): Frame {
  const step = Math.max(1, Math.ceil(frame.rows / most))
  return selectRows(
    frame,
    Int32Array.from({ length: Math.ceil(frame.rows / step) }, (_, i) => i * step),
  )
}
