import { areaUnderRoc, averagePrecision, brierScore, expectedCalibrationError, logLoss } from '#models/scores'

export type Figures = { auc: number; averagePrecision: number; logLoss: number; brier: number; ece: number }

export function measure(probabilities: Float64Array, labels: Float64Array): Figures {
  return {
    auc: areaUnderRoc(probabilities, labels),
    averagePrecision: averagePrecision(probabilities, labels),
    logLoss: logLoss(probabilities, labels),
    brier: brierScore(probabilities, labels),
    ece: expectedCalibrationError(probabilities, labels),
  }
}

/** Figure by figure: the mean over the folds and their standard deviation (n − 1; 0 for one fold). */
export function summarise(folds: Figures[]): { mean: Figures; sd: Figures } {
  const mean = map((name) => average(folds.map((fold) => fold[name])))
  const sd = map((name) => {
    const spread = folds.reduce((sum, fold) => sum + (fold[name] - mean[name]) ** 2, 0)
    return folds.length < 2 ? 0 : Math.sqrt(spread / (folds.length - 1))
  })
  return { mean, sd }
}

function map(of: (name: keyof Figures) => number): Figures {
  return {
    auc: of('auc'),
    averagePrecision: of('averagePrecision'),
    logLoss: of('logLoss'),
    brier: of('brier'),
    ece: of('ece'),
  }
}

function average(values: number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
