import { fitBoostedTrees, predictBoostedTrees, treeContributions } from '#models/boosted-trees'
import type { Frame } from '#models/frame'
import { fitLogistic, logisticContributions, predictLogistic } from '#models/logistic'

/** What both models can do once fitted. Contributions are rows × columns in log-odds and add up with `base`. */
export type FittedChurnModel = {
  predict: (frame: Frame) => Float64Array
  explain: (frame: Frame) => { base: number; contributions: Float64Array }
}
export type ChurnModelName = 'logistic' | 'trees'

export const churnModels: Record<ChurnModelName, (frame: Frame, labels: Float64Array) => FittedChurnModel> = {
  logistic: (frame, labels) => {
    const model = fitLogistic(frame, labels)
    return {
      predict: (rows) => predictLogistic(model, rows),
      // Its features are in the frame's own column order.
      explain: (rows) => logisticContributions(model, rows),
    }
  },
  trees: (frame, labels) => {
    const model = fitBoostedTrees(frame, labels)
    return {
      predict: (rows) => predictBoostedTrees(model, rows),
      explain: (rows) => treeContributions(model, rows),
    }
  },
}
