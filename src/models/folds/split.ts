import { randomFrom, shuffled } from './random.ts'

/** Row numbers to learn from and row numbers to be tested on. */
export type Fold = { train: Int32Array; test: Int32Array }

/**
 * Fold numbers by class: the i-th row of a class goes to fold i mod `count`, in the rows' order or, with a seed, in a
 * shuffled one. Every fold so has its share of each class, give or take one row.
 */
export function stratifiedFolds(classes: ArrayLike<number | string>, count: number, seed?: number): Int32Array {
  const order = seed === undefined ? Array.from(classes, (_, i) => i) : shuffled(classes.length, randomFrom(seed))
  const seen = new Map<number | string, number>()
  const folds = new Int32Array(classes.length)
  for (const row of order) {
    const group = classes[row] ?? 0
    const before = seen.get(group) ?? 0
    folds[row] = before % count
    seen.set(group, before + 1)
  }
  return folds
}

/** One train/test pair per distinct fold number, in ascending order; rows numbered −1 teach in all and are never tested. */
export function foldsOf(assignment: Int32Array): Fold[] {
  const numbers = [...new Set(assignment)].filter((number) => number >= 0).sort((a, b) => a - b)
  const rows = Int32Array.from(assignment, (_, i) => i)
  return numbers.map((number) => ({
    train: rows.filter((row) => assignment[row] !== number),
    test: rows.filter((row) => assignment[row] === number),
  }))
}

/**
 * Learn from the past, be tested on what came after: about the last `share` of the rows by time is the test, and rows of
 * one moment are never on both sides. Undefined when all rows have one time. `times` must be finite.
 */
export function splitByTime(times: ArrayLike<number>, share = 0.2): Fold | undefined {
  const sorted = Float64Array.from(times).sort()
  const last = sorted[sorted.length - 1]
  let cut = sorted[Math.floor(sorted.length * (1 - share))]
  if (cut === sorted[0]) cut = sorted.find((time) => time !== cut)
  if (cut === undefined || last === sorted[0]) return undefined
  const from = cut
  const rows = Int32Array.from(times, (_, i) => i)
  return {
    train: rows.filter((row) => (times[row] ?? 0) < from),
    test: rows.filter((row) => (times[row] ?? 0) >= from),
  }
}
