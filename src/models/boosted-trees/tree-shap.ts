import type { Frame } from '#models/frame'
import { type BinnedRows, type Binning, binRows } from './bin.ts'
import type { BoostedTrees } from './boost.ts'
import type { Tree } from './grow-tree.ts'
import { leafPaths } from './leaf-paths.ts'

type Explained = { base: number; contributions: Float64Array }

/**
 * Exact path-dependent TreeSHAP (Lundberg, Erion & Lee 2018): what each column adds to a row's score (log-odds, or the
 * amount) against the average training row; rows × columns, row-major. base + Σ contributions = score, exactly.
 * What a tree says of a row depends only on how the row answers each of its questions; that pattern's shares are kept
 * (the idea of Fast TreeSHAP v2, Yang 2021), so a row costs a look-up for each column the tree asks about.
 */
export function treeContributions(model: BoostedTrees, frame: Frame): Explained {
  return treeExplainer(model)(frame)
}

/** The same for one table after another: what is kept of a pattern serves them all. */
export function treeExplainer(model: BoostedTrees): (frame: Frame) => Explained {
  const trees = model.trees.map((tree) => prepare(tree, model.binnings))
  const base = trees.reduce((sum, tree) => sum + tree.base, model.base)
  const width = model.binnings.length
  return (frame) => {
    const bins = binRows(frame, model.binnings)
    const contributions = new Float64Array(frame.rows * width)
    const sums = Array.from({ length: width }, () => new Float64Array(blockRows))
    for (let from = 0; from < frame.rows; from += blockRows) {
      const rows = Math.min(blockRows, frame.rows - from)
      const block = bins.map((column) => column.subarray(from, from + rows))
      for (const sum of sums) sum.fill(0)
      for (const tree of trees) addShares(tree, block, rows, sums)
      for (const [column, sum] of sums.entries())
        for (let row = 0; row < rows; row++) contributions[(from + row) * width + column] = sum[row] as number
    }
    return { base, contributions }
  }
}

/** So many rows pass through all trees before the next: what they touch stays in the processor's cache. */
const blockRows = 512

type Prepared = ReturnType<typeof prepare>

function prepare(tree: Tree, binnings: Binning[]) {
  const paths = leafPaths(tree, binnings)
  const base = paths.reduce(
    (sum, { value, ratios }) => sum + value * ratios.reduce((product, ratio) => product * ratio, 1),
    0,
  )
  const { columns, weights, patterns } = questionsOf(tree, binnings)
  const isDense = patterns <= mostDense
  return {
    paths,
    base,
    columns,
    weights: isDense ? weights.map((of) => Uint16Array.from(of)) : weights,
    /** a number for each pattern seen, where there may be few of them at once and where there may be many; 0: not seen yet */
    dense: isDense ? new Uint16Array(patterns) : undefined,
    sparse: new Map<number, number>(),
    patternOf: isDense ? new Uint16Array(blockRows) : new Float64Array(blockRows),
    /** shares by that number, one list a column */
    shares: columns.map(() => [0]),
  }
}

const placeOf = new Uint32Array(blockRows)

/** A column at a time: short loops over the same arrays are what a processor is quick at. */
function addShares(tree: Prepared, bins: BinnedRows, rows: number, sums: Float64Array[]): void {
  const { columns, weights, shares, patternOf } = tree
  patternOf.fill(0, 0, rows)
  for (let k = 0; k < columns.length; k++)
    addWeights(patternOf, weights[k] as Weights, bins[columns[k] as number] as Uint8Array, rows)
  findPlaces(tree, bins, rows)
  for (let k = 0; k < columns.length; k++)
    addShare(sums[columns[k] as number] as Float64Array, shares[k] as number[], rows)
}

type Weights = Uint16Array | Float64Array

function addWeights(patternOf: Weights, weight: Weights, own: Uint8Array, rows: number): void {
  for (let row = 0; row < rows; row++)
    patternOf[row] = (patternOf[row] as number) + (weight[own[row] as number] as number)
}

function addShare(sum: Float64Array, share: number[], rows: number): void {
  for (let row = 0; row < rows; row++) sum[row] = (sum[row] as number) + (share[placeOf[row] as number] as number)
}

function findPlaces(tree: Prepared, bins: BinnedRows, rows: number): void {
  const { dense, sparse, patternOf } = tree
  for (let row = 0; row < rows; row++) {
    const pattern = patternOf[row] as number
    let place = dense ? (dense[pattern] as number) : (sparse.get(pattern) ?? 0)
    if (place === 0) {
      place = addPattern(tree, (column) => bins[column]?.[row] ?? 0)
      if (dense) dense[pattern] = place
      else sparse.set(pattern, place)
    }
    placeOf[row] = place
  }
}

function addPattern({ paths, columns, shares }: Prepared, binOf: (column: number) => number): number {
  let place = 0
  for (const [k, share] of sharesOfTree(paths, columns, binOf).entries()) place = (shares[k]?.push(share) ?? 1) - 1
  return place
}

const mostDense = 2 ** 12

/** The columns a tree asks about, and for each bin of theirs the bits of the questions that send it to the left. */
function questionsOf(tree: Tree, binnings: Binning[]) {
  const nodes = [...tree.column.keys()].filter((node) => (tree.column[node] ?? -1) >= 0)
  const columns = [...new Set(nodes.map((node) => tree.column[node] ?? 0))]
  const weights = columns.map((column) => {
    const unknown = binnings[column]?.count ?? 0
    return Float64Array.from({ length: unknown + 1 }, (_, bin) =>
      nodes.reduce((sum, node, question) => {
        if (tree.column[node] !== column) return sum
        const goesLeft = bin === unknown ? tree.unknownLeft[node] === 1 : bin <= (tree.bin[node] ?? 0)
        return goesLeft ? sum + 2 ** question : sum
      }, 0),
    )
  })
  return { columns, weights, patterns: 2 ** nodes.length }
}

/** What each of the tree's columns adds, for a row with these bins. */
function sharesOfTree(
  paths: ReturnType<typeof leafPaths>,
  asked: number[],
  binOf: (column: number) => number,
): Float64Array {
  const total = new Float64Array(asked.length)
  for (const { columns, value, ratios, agrees } of paths) {
    const agreement = columns.map((column, k) => agrees[k]?.[binOf(column)] ?? 0)
    for (const [k, share] of sharesOf(agreement, ratios, value).entries()) {
      const place = asked.indexOf(columns[k] ?? -1)
      total[place] = (total[place] ?? 0) + share
    }
  }
  return total
}

/**
 * Shapley values of the game v(S) = value · Π over S of (agrees ? 1 : 0) · Π over the rest of ratio. The sum over all S
 * of one size is a coefficient of Π (ratio + agrees · y).
 */
function sharesOf(agreement: number[], ratios: number[], value: number): Float64Array {
  return Float64Array.from(ratios, (ratio, k) => {
    let bySize = [1]
    for (const [other, otherRatio] of ratios.entries()) {
      if (other === k) continue
      const one = agreement[other] ?? 0
      bySize = Array.from(
        { length: bySize.length + 1 },
        (_, size) => otherRatio * (bySize[size] ?? 0) + one * (bySize[size - 1] ?? 0),
      )
    }
    // 1 / (n · (n−1 over size)): how often the players before k are just these, among all orders.
    let weight = 1 / ratios.length
    let sum = 0
    for (const [size, sumOfSize] of bySize.entries()) {
      sum += weight * sumOfSize
      weight *= (size + 1) / (ratios.length - 1 - size)
    }
    return value * ((agreement[k] ?? 0) - ratio) * sum
  })
}
