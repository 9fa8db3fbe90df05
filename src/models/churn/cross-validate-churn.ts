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

/**
 * Fits each model on each fold's `train` and measures it on its `test`; figures are means over the folds, `seconds` is
 * fitting and predicting of all folds together. AUC and precision are over the folds whose test has both classes. `labels` are 0 and 1. Throws UnusableData when a class is missing, when
 * there is no column, or no fold with rows on both sides. `best` has the lower log loss; the simpler one wins a tie.
 */
export function crossValidateChurn(frame: Frame, labels: Float64Array, folds: Fold[]): ChurnReport {
  if (frame.columns.length === 0) throw new UnusableData('no_features', 'There is no column to learn from.')
  const positives = labels.reduce((sum, label) => sum + label, 0)
  if (positives === 0 || positives === labels.length)
    throw new UnusableData('one_class', 'All rows have the same outcome: there is nothing to tell apart.')
  const usable = folds.filter(({ train, test }) => train.length > 0 && test.length > 0)
  const last = usable.at(-1)
  if (!last) throw new UnusableData('too_few_rows', 'There are too few rows to learn from some and to test on others.')
  const models = {
    logistic: validate('logistic', frame, labels, usable),
    trees: validate('trees', frame, labels, usable),
  }
  const best = models.trees.logLoss < models.logistic.logLoss ? 'trees' : 'logistic'
  return { models, best, drift: measureDrift(selectRows(frame, last.train), selectRows(frame, last.test)) }
}

function validate(name: ChurnModelName, frame: Frame, labels: Float64Array, folds: Fold[]): ModelReport {
  let seconds = 0
  const tested = folds.map(({ train, test }) => {
    const [learn, check] = [selectRows(frame, train), selectRows(frame, test)]
    const outcome = labelsOf(labels, train)
    const from = performance.now()
    const model = churnModels[name](learn, outcome)
    const probabilities = model.predict(check)
    seconds += (performance.now() - from) / 1000
    return { model, train, rows: test, check, probabilities, labels: labelsOf(labels, test) }
  })
  const { mean } = summarise(tested.map((fold) => measure(fold.probabilities, fold.labels)))
  // A test with one class only has no ranking to speak of.
  const both = tested.filter((fold) => new Set(fold.labels).size > 1)
  const ranked = (both.length > 0 ? both : tested).map((fold) => measure(fold.probabilities, fold.labels))
  const ranking = summarise(ranked)
  const pooled = measure(join(tested.map((fold) => fold.probabilities)), join(tested.map((fold) => fold.labels)))
  const last = tested.at(-1)
  if (!last) throw new UnusableData('too_few_rows', 'There are too few rows to learn from some and to test on others.')
  const few = Int32Array.from({ length: Math.min(last.rows.length, mostExplained) }, (_, i) => i)
  return {
    ...mean,
    auc: ranking.mean.auc,
    averagePrecision: ranking.mean.averagePrecision,
    seconds,
    aucSd: ranking.sd.auc,
    aucFolds: ranked.map((fold) => fold.auc),
    pooledAuc: pooled.auc,
    calibrated:
      tested.length > 1 ? calibrateAcrossFolds(tested) : calibrateWithin(churnModels[name], frame, labels, last),
    importances: averageWeights(last.check, last.model.explain(selectRows(last.check, few)).contributions),
    reasons: reasonsOfHighest(last.check, last.rows, last.probabilities, last.model),
  }
}

function labelsOf(labels: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => labels[row] ?? 0)
}

function join(parts: Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => [...part]))
}
