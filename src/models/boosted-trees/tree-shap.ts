import type { Frame } from '#models/frame'
import { binRows } from './bin.ts'
import type { BoostedTrees } from './boost.ts'
import { leafPaths } from './leaf-paths.ts'

/**
 * Exact path-dependent TreeSHAP (Lundberg, Erion & Lee 2018): what each column adds to a row's score (log-odds, or the
 * amount) against the average training row; rows × columns, row-major. base + Σ contributions = score, exactly.
 * A leaf's share depends only on which of its path's columns the row agrees with; that pattern's answer is kept, so a
 * table costs leaves × columns on the path a row (the idea of Fast TreeSHAP v2, Yang 2021).
 */
export function treeContributions(model: BoostedTrees, frame: Frame): { base: number; contributions: Float64Array } {
  const bins = binRows(frame, model.binnings)
  const width = model.binnings.length
  const contributions = new Float64Array(frame.rows * width)
  let base = model.base
  for (const tree of model.trees) {
    for (const { columns, value, ratios, agrees } of leafPaths(tree, model.binnings)) {
      base += value * ratios.reduce((product, ratio) => product * ratio, 1)
      const known = new Map<number, Float64Array>()
      for (let row = 0; row < frame.rows; row++) {
        let pattern = 0
        for (let k = 0; k < columns.length; k++)
          if (agrees[k]?.[bins[columns[k] ?? 0]?.[row] ?? 0] === 1) pattern += 2 ** k
        let shares = known.get(pattern)
        if (!shares) {
          shares = sharesOf(pattern, ratios, value)
          known.set(pattern, shares)
        }
        for (let k = 0; k < columns.length; k++) {
          const at = row * width + (columns[k] ?? 0)
          contributions[at] = (contributions[at] ?? 0) + (shares[k] ?? 0)
        }
      }
    }
  }
  return { base, contributions }
}

/**
 * Shapley values of the game v(S) = value · Π over S of (agrees ? 1 : 0) · Π over the rest of ratio. The sum over all S
 * of one size is a coefficient of Π (ratio + agrees · y).
 */
function sharesOf(pattern: number, ratios: number[], value: number): Float64Array {
  const agreement = ratios.map((_, k) => Math.floor(pattern / 2 ** k) % 2)
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
