import type { Frame } from '#models/frame'
import { factorise, solve } from './cholesky.ts'
import { type Design, describeFeatures, designOf, type Feature } from './design.ts'
import { type Effect, effectsOf } from './effects.ts'
import { marginsOf, sigmoid } from './margin.ts'

export type LogisticSettings = {
  /** λ, the strength of the penalty; greater than 0 */
  l2?: number
}

/** `coefficients` are what prediction adds up, per feature; `effects` are the same made comparable, with standard errors. */
export type LogisticModel = { features: Feature[]; coefficients: Float64Array; effects: Effect[]; iterations: number }

const mostIterations = 50
const tolerance = 1e-9

export function fitLogistic(frame: Frame, labels: ArrayLike<number>, settings: LogisticSettings = {}): LogisticModel {
  const l2 = Math.max(settings.l2 ?? 1, 1e-9)
  const { features, names } = describeFeatures(frame)
  const design = designOf(frame, features)
  const size = names.length
  let coefficients: Float64Array = new Float64Array(size)
  coefficients[0] = baseLogOdds(labels)
  let loss = penalisedLoss(design, labels, coefficients, l2)
  let iterations = 0
  // With one class there is nothing to tell apart: the intercept as it stands is the answer.
  let isDone = isOneClass(labels)
  while (!isDone && iterations < mostIterations) {
    iterations++
    const { gradient, hessian } = derivatives(design, labels, coefficients, l2)
    factorise(hessian, size)
    const step = solve(hessian, size, gradient)
    let length = 1
    let next = coefficients.map((value, j) => value - (step[j] ?? 0))
    let nextLoss = penalisedLoss(design, labels, next, l2)
    while (nextLoss > loss && length > 1e-6) {
      length /= 2
      next = coefficients.map((value, j) => value - length * (step[j] ?? 0))
      nextLoss = penalisedLoss(design, labels, next, l2)
    }
    isDone = loss - nextLoss <= tolerance * (1 + Math.abs(loss))
    if (nextLoss <= loss) {
      coefficients = next
      loss = nextLoss
    }
  }
  const { hessian } = derivatives(design, labels, coefficients, l2)
  factorise(hessian, size)
  return { features, coefficients, effects: effectsOf(features, names, coefficients, hessian), iterations }
}

function isOneClass(labels: ArrayLike<number>): boolean {
  return new Set(Array.from(labels)).size < 2
}

/** Half a row of each class keeps the log-odds finite where there is but one. */
function baseLogOdds(labels: ArrayLike<number>): number {
  const ones = Array.from(labels).filter((label) => label === 1).length
  return Math.log((ones + 0.5) / (labels.length - ones + 0.5))
}

function penalisedLoss(design: Design, labels: ArrayLike<number>, coefficients: Float64Array, l2: number): number {
  let loss = 0
  for (const [row, margin] of marginsOf(design, coefficients).entries())
    loss += Math.max(margin, 0) - (labels[row] === 1 ? margin : 0) + Math.log1p(Math.exp(-Math.abs(margin)))
  for (let j = 0; j < coefficients.length; j++) loss += (penaltyOf(j, l2) / 2) * (coefficients[j] ?? 0) ** 2
  return loss
}

function penaltyOf(feature: number, l2: number): number {
  return feature === 0 ? 0 : l2
}

function derivatives(design: Design, labels: ArrayLike<number>, coefficients: Float64Array, l2: number) {
  const size = coefficients.length
  const gradient = coefficients.map((value, j) => penaltyOf(j, l2) * value)
  const hessian = new Float64Array(size * size)
  for (let j = 0; j < size; j++) hessian[j * size + j] = penaltyOf(j, l2)
  const { numbers, numberFeatures, hot, hotColumns } = design
  const width = numberFeatures.length
  const index = new Int32Array(1 + width + hotColumns)
  const value = new Float64Array(index.length).fill(1)
  for (const [row, margin] of marginsOf(design, coefficients).entries()) {
    const p = sigmoid(margin)
    const error = p - (labels[row] ?? 0)
    const weight = p * (1 - p)
    let used = 1
    for (let k = 0; k < width; k++) {
      const own = numbers[row * width + k] ?? 0
      // Most marks of blanks are 0 and add nothing; the work grows with the square of what is left.
      if (own === 0) continue
      index[used] = numberFeatures[k] ?? 0
      value[used++] = own
    }
    for (let k = 0; k < hotColumns; k++) {
      const feature = hot[row * hotColumns + k] ?? -1
      if (feature < 0) continue
      index[used] = feature
      value[used++] = 1
    }
    for (let a = 0; a < used; a++) {
      const i = index[a] ?? 0
      const own = value[a] ?? 0
      gradient[i] = (gradient[i] ?? 0) + error * own
      for (let b = 0; b <= a; b++) {
        const j = index[b] ?? 0
        const at = i > j ? i * size + j : j * size + i
        hessian[at] = (hessian[at] ?? 0) + weight * own * (value[b] ?? 0)
      }
    }
  }
  return { gradient, hessian }
}
