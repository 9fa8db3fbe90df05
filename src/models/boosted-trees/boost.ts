import type { Frame } from '#models/frame'
import { type Binning, binRows, describeBins } from './bin.ts'
import { growTree, leafOfRow, type Tree } from './grow-tree.ts'
import { shapeOf } from './histogram.ts'
import { rowCounter } from './row-counter.ts'

export type BoostSettings = {
  /** what a score is: log-odds of 1, or the expected amount itself */
  loss?: 'logistic' | 'squared'
  trees?: number
  leaves?: number
  /** how much of each tree's step is taken, 0 … 1 */
  rate?: number
  /** λ on the leaves' values */
  l2?: number
  /** the fewest training rows of a leaf */
  leastRows?: number
}

export type BoostedTrees = { loss: 'logistic' | 'squared'; base: number; binnings: Binning[]; trees: Tree[] }

const usual = { loss: 'logistic', trees: 150, leaves: 8, rate: 0.05, l2: 1, leastRows: 20 } as const

export function fitBoostedTrees(frame: Frame, targets: ArrayLike<number>, settings: BoostSettings = {}): BoostedTrees {
  const { loss, trees: rounds, ...rules } = { ...usual, ...settings }
  const binnings = describeBins(frame, targets)
  const bins = binRows(frame, binnings)
  const shape = shapeOf(binnings)
  // The root's, and one more a split: of two children one takes the parent's.
  const counter = rowCounter(shape, bins, frame.rows, rules.leaves)
  const base = baseScore(targets, loss)
  const rows = Int32Array.from({ length: frame.rows }, (_, row) => row)
  const scores = new Float64Array(frame.rows).fill(base)
  const trees: Tree[] = []
  while (trees.length < rounds) {
    for (let row = 0; row < scores.length; row++) {
      const score = scores[row] as number
      const expected = loss === 'logistic' ? 1 / (1 + Math.exp(-score)) : score
      counter.pairs[2 * row] = expected - (targets[row] ?? 0)
      counter.pairs[2 * row + 1] = loss === 'logistic' ? expected * (1 - expected) : 1
    }
    const tree = growTree(bins, counter, binnings, shape, rows, rules, scores)
    // A root that cannot be split now will not be split later either: nothing moved.
    if ((tree.column[0] ?? -1) < 0) break
    trees.push(tree)
  }
  return { loss, base, binnings, trees }
}

/** The probability of 1, or the expected amount, of every row. */
export function predictBoostedTrees(model: BoostedTrees, frame: Frame): Float64Array {
  const bins = binRows(frame, model.binnings)
  const scores = new Float64Array(frame.rows).fill(model.base)
  for (const tree of model.trees) {
    for (let row = 0; row < frame.rows; row++)
      scores[row] = (scores[row] ?? 0) + (tree.value[leafOfRow(tree, bins, model.binnings, row)] ?? 0)
  }
  return model.loss === 'squared' ? scores : scores.map((score) => 1 / (1 + Math.exp(-score)))
}

/** With one class only, half a row of each keeps the log-odds finite. */
function baseScore(targets: ArrayLike<number>, loss: 'logistic' | 'squared'): number {
  let sum = 0
  for (let i = 0; i < targets.length; i++) sum += targets[i] ?? 0
  if (targets.length === 0) return 0
  if (loss === 'squared') return sum / targets.length
  const isOneClass = sum === 0 || sum === targets.length
  return isOneClass ? Math.log((sum + 0.5) / (targets.length - sum + 0.5)) : Math.log(sum / (targets.length - sum))
}
