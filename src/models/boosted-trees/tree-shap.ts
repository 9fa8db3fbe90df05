import type { Frame } from '#models/frame'
import { type Binning, binRows } from './bin.ts'
import type { BoostedTrees } from './boost.ts'
import type { Tree } from './grow-tree.ts'
import { leafPaths } from './leaf-paths.ts'

/**
 * Exact path-dependent TreeSHAP (Lundberg, Erion & Lee 2018): what each column adds to a row's score (log-odds, or the
 * amount) against the average training row; rows × columns, row-major. base + Σ contributions = score, exactly.
 * What a tree says of a row depends only on how the row answers each of its questions; that pattern's shares are kept
 * (the idea of Fast TreeSHAP v2, Yang 2021), so a row costs a look-up for each column the tree asks about.
 */
export function treeContributions(model: BoostedTrees, frame: Frame): { base: number; contributions: Float64Array } {
  const bins = binRows(frame, model.binnings)
  const width = model.binnings.length
  const contributions = new Float64Array(frame.rows * width)
  let base = model.base
  for (const tree of model.trees) {
    const paths = leafPaths(tree, model.binnings)
    for (const { value, ratios } of paths) base += value * ratios.reduce((product, ratio) => product * ratio, 1)
    const asked = questionsOf(tree, model.binnings)
    const known = new Map<number, Float64Array>()
    const dense: (Float64Array | undefined)[] | undefined =
      asked.patterns <= mostDense ? new Array(asked.patterns).fill(undefined) : undefined
    const answers = asked.columns.map((column) => bins[column] ?? new Uint8Array(frame.rows))
    for (let row = 0; row < frame.rows; row++) {
      let pattern = 0
      for (let k = 0; k < answers.length; k++)
        pattern += (asked.weights[k] as Float64Array)[(answers[k] as Uint8Array)[row] as number] as number
      let shares = dense ? dense[pattern] : known.get(pattern)
      if (!shares) {
        shares = sharesOfTree(paths, asked.columns, (column) => bins[column]?.[row] ?? 0)
        if (dense) dense[pattern] = shares
        else known.set(pattern, shares)
      }
      const at = row * width
      for (let k = 0; k < answers.length; k++) {
        const place = at + (asked.columns[k] as number)
        contributions[place] = (contributions[place] as number) + (shares[k] as number)
      }
    }
  }
  return { base, contributions }
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
