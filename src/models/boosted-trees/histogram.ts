import type { Binning } from './bin.ts'

/** Of each bin of each column: gradient and hessian summed up, side by side, and how many rows. */
export type Histogram = { sums: Float64Array; counts: Uint32Array }
/** Where a column's bins begin, and how many there are of all columns. */
export type HistogramShape = { offsets: Int32Array; bins: number }
export type Sums = { gradient: number; hessian: number; rows: number }
export type Split = { column: number; bin: number; unknownLeft: boolean; gain: number; left: Sums; right: Sums }
export type SplitRules = { l2: number; leastRows: number }

const leastHessian = 1e-3
const leastGain = 1e-9

export function shapeOf(binnings: Binning[]): HistogramShape {
  const offsets = new Int32Array(binnings.length)
  let bins = 0
  for (const [column, { count }] of binnings.entries()) {
    offsets[column] = bins
    bins += count + 1
  }
  return { offsets, bins }
}

/** What is left of the parent without one child, written into the parent. */
export function subtract(parent: Histogram, child: Histogram): Histogram {
  for (let i = 0; i < parent.sums.length; i++) parent.sums[i] = (parent.sums[i] as number) - (child.sums[i] as number)
  for (let i = 0; i < parent.counts.length; i++)
    parent.counts[i] = (parent.counts[i] as number) - (child.counts[i] as number)
  return parent
}

/** The split with the most gain, Gₗ²/(Hₗ+λ) + Gᵣ²/(Hᵣ+λ) − G²/(H+λ), unknown values tried on either side. */
export function bestSplit(
  { sums, counts }: Histogram,
  { offsets }: HistogramShape,
  binnings: Binning[],
  total: Sums,
  rules: SplitRules,
): Split | undefined {
  let best: Split | undefined
  let most = leastGain
  const worth = (gradient: number, hessian: number) => gradient ** 2 / (hessian + rules.l2)
  const parent = worth(total.gradient, total.hessian)
  for (const [column, { count }] of binnings.entries()) {
    const offset = offsets[column] ?? 0
    const unknown = sumsAt(sums, counts, offset + count)
    for (const unknownLeft of unknown.rows > 0 ? [true, false] : [false]) {
      // Sums of the left side. Millions of bins are looked at: an object for each would cost more than the sums.
      let [gradient, hessian, rows] = unknownLeft ? [unknown.gradient, unknown.hessian, unknown.rows] : [0, 0, 0]
      // With unknown values on the right, the last bin parts known from unknown.
      const last = unknown.rows > 0 && !unknownLeft ? count : count - 1
      for (let bin = 0; bin < last; bin++) {
        const own = counts[offset + bin] as number
        if (own === 0) continue
        gradient += sums[2 * (offset + bin)] as number
        hessian += sums[2 * (offset + bin) + 1] as number
        rows += own
        if (rows < rules.leastRows || hessian < leastHessian) continue
        const otherHessian = total.hessian - hessian
        const otherRows = total.rows - rows
        if (otherRows < rules.leastRows || otherHessian < leastHessian) break
        const otherGradient = total.gradient - gradient
        const gain = worth(gradient, hessian) + worth(otherGradient, otherHessian) - parent
        if (gain > most) {
          most = gain
          // Unknown values that training never met here go with the many.
          const goesLeft = unknown.rows > 0 ? unknownLeft : rows > otherRows
          const left = { gradient, hessian, rows }
          const right = { gradient: otherGradient, hessian: otherHessian, rows: otherRows }
          best = { column, bin, unknownLeft: goesLeft, gain, left, right }
        }
      }
    }
  }
  return best
}

function sumsAt(sums: Float64Array, counts: Uint32Array, at: number): Sums {
  return { gradient: sums[2 * at] ?? 0, hessian: sums[2 * at + 1] ?? 0, rows: counts[at] ?? 0 }
}
