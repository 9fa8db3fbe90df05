import type { BinnedRows, Binning } from './bin.ts'
import {
  bestSplit,
  type Histogram,
  type HistogramShape,
  type Split,
  type SplitRules,
  type Sums,
  subtract,
} from './histogram.ts'
import type { RowCounter } from './row-counter.ts'

/** Node 0 is the root. `column` is −1 in a leaf; otherwise bins up to `bin` (and unknown ones if so marked) go left. */
export type Tree = {
  column: Int32Array
  bin: Int32Array
  unknownLeft: Uint8Array
  left: Int32Array
  right: Int32Array
  /** what a leaf adds to the score */
  value: Float64Array
  /** training rows that came through */
  cover: Float64Array
}
export type TreeRules = SplitRules & { leaves: number; rate: number }
/** Without a histogram it is not split any more. */
type Leaf = {
  node: number
  rows: Int32Array
  histogram: Histogram | undefined
  sums: Sums
  best: Split | undefined
}

/**
 * Leaf-wise: the leaf with the most to gain is split next, until there are `leaves`. Adds every row's new value to
 * `scores`. The smaller child's histogram is counted, the other's is what the parent has left.
 */
export function growTree(
  bins: BinnedRows,
  counter: RowCounter,
  binnings: Binning[],
  shape: HistogramShape,
  rows: Int32Array,
  rules: TreeRules,
  scores: Float64Array,
): Tree {
  const tree = emptyTree(2 * rules.leaves - 1)
  const leafOf = (node: number, own: Int32Array, histogram: Histogram | undefined, sums: Sums): Leaf => {
    tree.cover[node] = sums.rows
    const best = histogram && bestSplit(histogram, shape, binnings, sums, rules)
    return { node, rows: own, histogram, sums, best }
  }
  counter.reset()
  const root = leafOf(0, rows, counter.count(rows), sumUp(counter.pairs))
  const leaves = [root]
  let nodes = 1
  while (leaves.length < rules.leaves) {
    const leaf = leaves.reduce((most, each) => ((each.best?.gain ?? 0) > (most.best?.gain ?? 0) ? each : most))
    const split = leaf.best
    if (!split || !leaf.histogram) break
    const [left, right] = partition(
      leaf.rows,
      bins[split.column] ?? new Uint8Array(),
      binnings[split.column]?.count ?? 0,
      split,
    )
    const isLast = leaves.length + 1 === rules.leaves
    const [ofLeft, ofRight] = isLast ? [] : divide(leaf.histogram, left, right, counter)
    tree.column[leaf.node] = split.column
    tree.bin[leaf.node] = split.bin
    tree.unknownLeft[leaf.node] = split.unknownLeft ? 1 : 0
    tree.left[leaf.node] = nodes
    tree.right[leaf.node] = nodes + 1
    leaves.splice(
      leaves.indexOf(leaf),
      1,
      leafOf(nodes, left, ofLeft, split.left),
      leafOf(nodes + 1, right, ofRight, split.right),
    )
    nodes += 2
  }
  for (const leaf of leaves) {
    const value = (-rules.rate * leaf.sums.gradient) / (leaf.sums.hessian + rules.l2)
    tree.value[leaf.node] = value
    for (const row of leaf.rows) scores[row] = (scores[row] ?? 0) + value
  }
  return tree
}

function divide(
  parent: Histogram,
  left: Int32Array,
  right: Int32Array,
  { count }: RowCounter,
): [left: Histogram, right: Histogram] {
  const isLeftSmall = left.length <= right.length
  const counted = count(isLeftSmall ? left : right)
  const rest = subtract(parent, counted)
  return isLeftSmall ? [counted, rest] : [rest, counted]
}

/** The leaf of one row. */
export function leafOfRow(tree: Tree, bins: BinnedRows, binnings: Binning[], row: number): number {
  let node = 0
  for (;;) {
    const column = tree.column[node] as number
    if (column < 0) return node
    const bin = (bins[column] as Uint8Array)[row] as number
    const isUnknown = bin === (binnings[column] as Binning).count
    const goesLeft = isUnknown ? tree.unknownLeft[node] === 1 : bin <= (tree.bin[node] as number)
    node = (goesLeft ? tree.left[node] : tree.right[node]) as number
  }
}

function partition(rows: Int32Array, bins: Uint8Array, unknown: number, split: Split): [Int32Array, Int32Array] {
  const left = new Int32Array(rows.length)
  const right = new Int32Array(rows.length)
  let lefts = 0
  let rights = 0
  for (const row of rows) {
    const bin = bins[row] as number
    if (bin === unknown ? split.unknownLeft : bin <= split.bin) left[lefts++] = row
    else right[rights++] = row
  }
  return [left.subarray(0, lefts), right.subarray(0, rights)]
}

/** Of all rows. */
function sumUp(pairs: Float64Array): Sums {
  const sums = { gradient: 0, hessian: 0, rows: pairs.length / 2 }
  for (let at = 0; at < pairs.length; at += 2) {
    sums.gradient += pairs[at] as number
    sums.hessian += pairs[at + 1] as number
  }
  return sums
}

function emptyTree(nodes: number): Tree {
  return {
    column: new Int32Array(nodes).fill(-1),
    bin: new Int32Array(nodes),
    unknownLeft: new Uint8Array(nodes),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
  }
}
