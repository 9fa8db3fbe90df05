import { type Fold, randomFrom } from '#models/folds'
import { selectRows, UnusableData } from '#models/frame'
import { type Experiment, fitLearners, type LearnerName } from './learners.ts'
import { cumulate, qiniOf, upliftAtTop } from './qini.ts'

/** Means over folds, `…Sd` their standard deviation, `interval` 95 % of the mean by Student's t over the folds. */
export type LearnerReport = {
  qini: number
  qiniSd: number
  qiniInterval: [number, number]
  auuc: number
  auucSd: number
  auucInterval: [number, number]
  upliftAt30: number
  upliftAt30Sd: number
  seconds: number
}
export type UpliftReport = { learners: Partial<Record<LearnerName | 'random', LearnerReport>>; best: string }

type Measured = { qini: number; auuc: number; upliftAt30: number }

const randomOrders = 20
const top = 0.3
// Student's t, 97.5 %, by degrees of freedom from 1.
const quantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228]

/**
 * Fits the learners on each fold's `train` and measures the ranking on its `test`. `random` is the mean of twenty random
 * orders a fold, its sd that of single ones. `best` is 'random' unless a learner's interval lies above 0. Throws
 * UnusableData when a fold lacks an arm on either side or there is no column.
 */
export function crossValidateUplift(experiment: Experiment, folds: Fold[], seed = 1): UpliftReport {
  const { frame, treated } = experiment
  if (frame.columns.length === 0) throw new UnusableData('no_features', 'There is no column to learn from.')
  for (const rows of folds.flatMap(({ train, test }) => [train, test]))
    for (const arm of [0, 1])
      if (!rows.some((row) => treated[row] === arm))
        throw new UnusableData('too_few_rows', 'A fold lacks people of one arm: use fewer folds or more people.')
  const measured = new Map<LearnerName | 'random', { folds: Measured[]; seconds: number }>()
  const random = randomFrom(seed)
  const randomly: Measured[] = []
  for (const { train, test } of folds) {
    const check = part(experiment, test)
    for (const [name, { scores, seconds }] of scoresOf(part(experiment, train), check)) {
      const before = measured.get(name) ?? { folds: [], seconds: 0 }
      measured.set(name, { folds: [...before.folds, measure(scores, check)], seconds: before.seconds + seconds })
    }
    for (let i = 0; i < randomOrders; i++) randomly.push(measure(Float64Array.from(test, random), check))
  }
  const learners: UpliftReport['learners'] = {}
  for (const [name, result] of measured) learners[name] = { ...summarise(result.folds), seconds: result.seconds }
  learners.random = { ...summarise(randomly), seconds: 0 }
  const proven = Object.entries(learners).filter(([name, { qiniInterval }]) => name !== 'random' && qiniInterval[0] > 0)
  return { learners, best: proven.sort((a, b) => b[1].qini - a[1].qini)[0]?.[0] ?? 'random' }
}

/** The learners share their fits: the time of fitting is shared out equally. */
function* scoresOf(learn: Experiment, check: Experiment) {
  const from = performance.now()
  const learners = fitLearners(learn)
  const fitting = (performance.now() - from) / 1000 / Object.keys(learners).length
  for (const name of ['twoModel', 'sLearner', 'xLearner', 'twoModelLogistic'] as const) {
    const start = performance.now()
    const scores = learners[name]?.(check.frame)
    if (scores) yield [name, { scores, seconds: fitting + (performance.now() - start) / 1000 }] as const
  }
}

function measure(scores: Float64Array, { treated, outcome }: Experiment): Measured {
  const curve = cumulate(scores, treated, outcome)
  return { ...qiniOf(curve), upliftAt30: upliftAtTop(curve, top) }
}

function part(experiment: Experiment, rows: Int32Array): Experiment {
  return {
    frame: selectRows(experiment.frame, rows),
    treated: Float64Array.from(rows, (row) => experiment.treated[row] ?? 0),
    outcome: Float64Array.from(rows, (row) => experiment.outcome[row] ?? 0),
    isBinary: experiment.isBinary,
  }
}

function summarise(folds: Measured[]): Omit<LearnerReport, 'seconds'> {
  const qini = spread(folds.map((fold) => fold.qini))
  const auuc = spread(folds.map((fold) => fold.auuc))
  const top30 = spread(folds.map((fold) => fold.upliftAt30))
  return {
    qini: qini.mean,
    qiniSd: qini.sd,
    qiniInterval: qini.interval,
    auuc: auuc.mean,
    auucSd: auuc.sd,
    auucInterval: auuc.interval,
    upliftAt30: top30.mean,
    upliftAt30Sd: top30.sd,
  }
}

function spread(values: number[]): { mean: number; sd: number; interval: [number, number] } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const sd = values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1))
  const width = ((quantiles[values.length - 2] ?? 2.2) * sd) / Math.sqrt(Math.max(1, values.length))
  return { mean, sd, interval: [mean - width, mean + width] }
}
