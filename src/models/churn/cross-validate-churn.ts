import type { Fold } from '#models/folds'
import { type Frame, selectRows, UnusableData } from '#models/frame'
import { type Calibrated, calibrateAcrossFolds, calibrateWithin } from './calibrate.ts'
import { type ChurnModelName, churnModels } from './churn-models.ts'
import { type Figures, measure, summarise } from './measure.ts'
import { type DriftReport, measureDrift } from './measure-drift.ts'
import { averageWeights, type Importance, type Reasons, reasonsOfHighest } from './reasons.ts'

export type ModelReport = Figures & {
  seconds: number
  aucSd: number
  aucFolds: number[]
  /** over all tested rows at once */
  pooledAuc: number
  calibrated: Calibrated
  importances: Importance[]
  reasons: Reasons[]
}
export type ChurnReport = { models: Record<ChurnModelName, ModelReport>; best: ChurnModelName; drift: DriftReport }

const mostExplained = 1000

export type ChurnData = { frame: Frame; labels: Float64Array; folds: Fold[] }
/** One model on one fold. */
export type FoldTask = { name: ChurnModelName; fold: number; explains: boolean }
export type TestedFold = {
  probabilities: Float64Array
  /** fitting and predicting */
  seconds: number
  explained?: { importances: Importance[]; reasons: Reasons[] }
}

/**
 * Fits each model on each fold's `train` and measures it on its `test`; figures are means over the folds, `seconds` is
 * fitting and predicting of all folds together. AUC and precision are over the folds whose test has both classes. `labels` are 0 and 1. Throws UnusableData when a class is missing, when
 * there is no column, or no fold with rows on both sides. `best` has the lower log loss; the simpler one wins a tie.
 * `testAll` does the tasks where there is room for them, by `testFold`; without it they are done here, one after the other.
 */
export async function crossValidateChurn(
  { frame, labels, folds }: ChurnData,
  testAll = async (data: ChurnData, tasks: FoldTask[]) => tasks.map((task) => testFold(data, task)),
): Promise<ChurnReport> {
  if (frame.columns.length === 0) throw new UnusableData('no_features', 'There is no column to learn from.')
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (positives === 0 || positives === labels.length)
    throw new UnusableData('one_class', 'All rows have the same outcome: there is nothing to tell apart.')
  const usable = folds.filter(({ train, test }) => train.length > 0 && test.length > 0)
  const last = usable.at(-1)
  if (!last) throw new UnusableData('too_few_rows', 'There are too few rows to learn from some and to test on others.')
  const data = { frame, labels, folds: usable }
  // What takes longest first, so that nobody waits for it at the end.
  const tasks = (['trees', 'logistic'] as const).flatMap((name) =>
    usable.map((_, fold) => ({ name, fold, explains: fold === usable.length - 1 })),
  )
  const tested = await testAll(data, tasks)
  const of = (name: ChurnModelName) => tested.filter((_, at) => tasks[at]?.name === name)
  const models = {
    logistic: reportOf('logistic', data, of('logistic')),
    trees: reportOf('trees', data, of('trees')),
  }
  const best = models.trees.logLoss < models.logistic.logLoss ? 'trees' : 'logistic'
  return { models, best, drift: measureDrift(selectRows(frame, last.train), selectRows(frame, last.test)) }
}

/** Learns from a fold's `train` and foretells its `test`. */
export function testFold({ frame, labels, folds }: ChurnData, { name, fold, explains }: FoldTask): TestedFold {
  const { train, test } = folds[fold] as Fold
  const [learn, check] = [selectRows(frame, train), selectRows(frame, test)]
  const outcome = labelsOf(labels, train)
  const from = performance.now()
  const model = churnModels[name](learn, outcome)
  const probabilities = model.predict(check)
  const seconds = (performance.now() - from) / 1000
  if (!explains) return { probabilities, seconds }
  const few = Int32Array.from({ length: Math.min(test.length, mostExplained) }, (_, i) => i)
  const importances = averageWeights(check, model.explain(selectRows(check, few)).contributions)
  return {
    probabilities,
    seconds,
    explained: { importances, reasons: reasonsOfHighest(check, test, probabilities, model) },
  }
}

function reportOf(name: ChurnModelName, { frame, labels, folds }: ChurnData, results: TestedFold[]): ModelReport {
  const tested = folds.map(({ train, test }, fold) => {
    const { probabilities = new Float64Array(), seconds = 0 } = results[fold] ?? {}
    return { train, probabilities, seconds, labels: labelsOf(labels, test) }
  })
  const measured = tested.map((fold) => ({ ...measure(fold.probabilities, fold.labels), labels: fold.labels }))
  const { mean } = summarise(measured)
  // A test with one class only has no ranking to speak of.
  const both = measured.filter((fold) => new Set(fold.labels).size > 1)
  const ranked = both.length > 0 ? both : measured
  const ranking = summarise(ranked)
  const pooled = measure(join(tested.map((fold) => fold.probabilities)), join(tested.map((fold) => fold.labels)))
  const [first] = tested
  const explained = results.at(-1)?.explained
  return {
    ...mean,
    auc: ranking.mean.auc,
    averagePrecision: ranking.mean.averagePrecision,
    seconds: tested.reduce((sum, { seconds }) => sum + seconds, 0),
    aucSd: ranking.sd.auc,
    aucFolds: ranked.map((fold) => fold.auc),
    pooledAuc: pooled.auc,
    calibrated:
      first && tested.length === 1
        ? calibrateWithin(churnModels[name], frame, labels, first)
        : calibrateAcrossFolds(tested),
    importances: explained?.importances ?? [],
    reasons: explained?.reasons ?? [],
  }
}

function labelsOf(labels: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => labels[row] ?? 0)
}

function join(parts: Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]))
}
