import type { Frame } from '#models/frame'
import { designOf } from './design.ts'
import type { LogisticModel } from './fit-logistic.ts'
import { marginsOf, sigmoid } from './margin.ts'

/** The probability of 1 for every row of any table with the model's columns. */
export function predictLogistic(model: LogisticModel, frame: Frame): Float64Array {
  return marginsOf(designOf(frame, model.features), model.coefficients).map(sigmoid)
}

/**
 * What each column adds to a row's log-odds against the average customer: rows × columns (row-major, the model's column
 * order). They add up: base + Σ contributions = log-odds. For a linear model these are its exact SHAP values.
 */
export function logisticContributions(
  model: LogisticModel,
  frame: Frame,
): { base: number; contributions: Float64Array } {
  const { features, coefficients } = model
  const width = features.length
  const contributions = new Float64Array(frame.rows * width)
  let base = coefficients[0] ?? 0
  for (const [place, feature] of features.entries()) {
    // Numbers are centred already; a category is measured against its levels' average in training.
    const average =
      feature.kind === 'category'
        ? feature.shares.reduce((sum, share, i) => sum + share * (coefficients[feature.first + i] ?? 0), 0)
        : 0
    base += average
    const alone = marginsOf(designOf(frame, [feature]), coefficients)
    for (let row = 0; row < frame.rows; row++)
      contributions[row * width + place] = (alone[row] ?? 0) - (coefficients[0] ?? 0) - average
  }
  return { base, contributions }
}
