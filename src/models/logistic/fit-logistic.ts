import type { Frame } from '#models/frame'
import { factorise, solve } from './cholesky.ts'
import { type Design, describeFeatures, designOf, type Feature, thin } from './design.ts'
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
/** From twice as many rows on, so many (and so many a feature) are asked first: they know nearly where all together end. */
const asked = { rows: 4000, perFeature: 10 }

export function fitLogistic(frame: Frame, labels: ArrayLike<number>, settings: LogisticSettings = {}): LogisticModel {
  const l2 = Math.max(settings.l2 ?? 1, 1e-9)
  const { features, names } = describeFeatures(frame)
  const design = designOf(frame, features)
  const size = names.length
  const start = new Float64Array(size)
  start[0] = baseLogOdds(labels)
  // With one class there is nothing to tell apart: the intercept as it stands is the answer.
  const { coefficients, information, iterations } = isOneClass(labels)
    ? { coefficients: start, information: factorOf(design, labels, start, l2).factor, iterations: 0 }
    : descend(design, labels, warmStart(design, labels, start, l2), l2)
  return { features, coefficients, effects: effectsOf(features, names, coefficients, information), iterations }
}

function warmStart(design: Design, labels: ArrayLike<number>, start: Float64Array, l2: number): Float64Array {
  const step = Math.floor(design.rows / Math.max(asked.rows, asked.perFeature * start.length))
  if (step < 2) return start
  const few = thin(design, step)
  const theirs = Float64Array.from({ length: few.rows }, (_, row) => labels[row * step] ?? 0)
  return isOneClass(theirs) ? start : descend(few, theirs, start, l2 / step).coefficients
}

/**
 * Newton's steps, halved where they would go too far. What the last one changes is below what a loss tells apart, so the factor from
 * before it is the information at the end too.
 */
function descend(design: Design, labels: ArrayLike<number>, start: Float64Array, l2: number) {
  let coefficients = start
  let loss = penalisedLoss(design, labels, coefficients, l2)
  for (let iterations = 1; ; iterations++) {
    const { factor, gradient } = factorOf(design, labels, coefficients, l2)
    const step = solve(factor, start.length, gradient)
    const hoped = step.reduce((sum, value, j) => sum + value * (gradient[j] as number), 0) / 2
    let length = 1
    let next = moved(coefficients, step, length)
    let nextLoss = penalisedLoss(design, labels, next, l2)
    while (nextLoss > loss && length > 1e-6) {
      length /= 2
      next = moved(coefficients, step, length)
      nextLoss = penalisedLoss(design, labels, next, l2)
    }
    const isDone = Math.min(hoped, loss - nextLoss) <= tolerance * (1 + Math.abs(loss))
    if (nextLoss <= loss) {
      coefficients = next
      loss = nextLoss
    }
    if (isDone || iterations === mostIterations) return { coefficients, information: factor, iterations }
  }
}

function moved(from: Float64Array, step: Float64Array, length: number): Float64Array {
  return from.map((value, j) => value - length * (step[j] as number))
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
  const margins = marginsOf(design, coefficients)
  for (let row = 0; row < margins.length; row++) {
    const margin = margins[row] as number
    loss += Math.max(margin, 0) - (labels[row] === 1 ? margin : 0) + Math.log1p(Math.exp(-Math.abs(margin)))
  }
  for (let j = 0; j < coefficients.length; j++) loss += (penaltyOf(j, l2) / 2) * (coefficients[j] ?? 0) ** 2
  return loss
}

function penaltyOf(feature: number, l2: number): number {
  return feature === 0 ? 0 : l2
}

function factorOf(design: Design, labels: ArrayLike<number>, coefficients: Float64Array, l2: number) {
  const { gradient, hessian } = derivatives(design, labels, coefficients, l2)
  factorise(hessian, coefficients.length)
  return { factor: hessian, gradient }
}

/**
 * Rows are added up in two tables, numbers by numbers and levels by numbers, each along memory, and in the Hessian itself where levels
 * meet: a level that a row is not of is never multiplied.
 */
function derivatives(design: Design, labels: ArrayLike<number>, coefficients: Float64Array, l2: number) {
  const size = coefficients.length
  const gradient = coefficients.map((value, j) => penaltyOf(j, l2) * value)
  const hessian = new Float64Array(size * size)
  for (let j = 0; j < size; j++) hessian[j * size + j] = penaltyOf(j, l2)
  const { numbers, numberFeatures, hot, hotColumns } = design
  const numeric = [0, ...numberFeatures]
  const width = numeric.length
  const ofNumbers = new Float64Array(width)
  const among = new Float64Array(width * width)
  const byLevel = new Float64Array(size * width)
  const x = new Float64Array(width).fill(1)
  const weighted = new Float64Array(width)
  const margins = marginsOf(design, coefficients)
  for (let row = 0; row < design.rows; row++) {
    const p = sigmoid(margins[row] as number)
    const error = p - (labels[row] ?? 0)
    const weight = p * (1 - p)
    x.set(numbers.subarray(row * (width - 1), (row + 1) * (width - 1)), 1)
    for (let i = 0; i < width; i++) {
      const own = weight * (x[i] as number)
      weighted[i] = own
      ofNumbers[i] = (ofNumbers[i] as number) + error * (x[i] as number)
      for (let j = 0, at = i * width; j <= i; j++, at++) among[at] = (among[at] as number) + own * (x[j] as number)
    }
    const first = row * hotColumns
    for (let a = first; a < first + hotColumns; a++) {
      const level = hot[a] as number
      if (level < 0) continue
      gradient[level] = (gradient[level] as number) + error
      for (let j = 0, at = level * width; j < width; j++, at++)
        byLevel[at] = (byLevel[at] as number) + (weighted[j] as number)
      const own = level * size
      for (let b = first; b <= a; b++) {
        const other = hot[b] as number
        if (other >= 0) hessian[own + other] = (hessian[own + other] as number) + weight
      }
    }
  }
  const add = (i: number, j: number, value: number) => {
    const at = Math.max(i, j) * size + Math.min(i, j)
    hessian[at] = (hessian[at] as number) + value
  }
  for (const [i, own] of numeric.entries()) {
    gradient[own] = (gradient[own] as number) + (ofNumbers[i] as number)
    for (let j = 0; j <= i; j++) add(own, numeric[j] as number, among[i * width + j] as number)
    for (let level = 0; level < size; level++) {
      const value = byLevel[level * width + i] as number
      if (value !== 0) add(own, level, value)
    }
  }
  return { gradient, hessian }
}
