import type { BinnedRows, Binning } from './bin.ts'

/** Per column and bin: sum of gradients, sum of hessians, rows. `offsets` is where a column begins. */
export type HistogramShape = { offsets: Int32Array; size: number }
export type Sums = { gradient: number; hessian: number; rows: number }
export type Split = { column: number; bin: number; unknownLeft: boolean; gain: number; left: Sums; right: Sums }
export type SplitRules = { l2: number; leastRows: number }

const slots = 3
const leastHessian = 1e-3
const leastGain = 1e-9

export function shapeOf(binnings: Binning[]): HistogramShape {
  const offsets = new Int32Array(binnings.length)
  let size = 0
  for (const [column, { count }] of binnings.entries()) {
    offsets[column] = size
    size += (count + 1) * slots
  }
  return { offsets, size }
}

/** Where in a histogram each row's bins are, row by row: neighbours in memory, and no two adds in a row to one place. */
export function placesOf({ offsets, size }: HistogramShape, bins: BinnedRows, rows: number): Uint16Array | Int32Array {
  const places = size <= 65_536 ? new Uint16Array(rows * bins.length) : new Int32Array(rows * bins.length)
  for (const [column, ofRow] of bins.entries()) {
    const offset = offsets[column] ?? 0
    for (let row = 0; row < rows; row++) places[row * bins.length + column] = offset + (ofRow[row] ?? 0) * slots
  }
  return places
}

export function fillHistogram(
  { offsets, size }: HistogramShape,
  places: Uint16Array | Int32Array,
  rows: Int32Array,
  gradients: Float64Array,
  hessians: Float64Array,
): Float64Array {
  const histogram = new Float64Array(size)
  const width = offsets.length
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const gradient = gradients[row] as number
    const hessian = hessians[row] as number
    const end = (row + 1) * width
    for (let place = row * width; place < end; place++) {
      const at = places[place] as number
      histogram[at] = (histogram[at] as number) + gradient
      histogram[at + 1] = (histogram[at + 1] as number) + hessian
      histogram[at + 2] = (histogram[at + 2] as number) + 1
    }
  }
  return histogram
}

/** What is left of the parent without one child, written into the parent. */
export function subtract(parent: Float64Array, child: Float64Array): Float64Array {
  for (let i = 0; i < parent.length; i++) parent[i] = (parent[i] as number) - (child[i] as number)
  return parent
}

/** The split with the most gain, Gₗ²/(Hₗ+λ) + Gᵣ²/(Hᵣ+λ) − G²/(H+λ), unknown values tried on either side. */
export function bestSplit(
  histogram: Float64Array,
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
    const unknown = sumsAt(histogram, offset + count * slots)
    for (const unknownLeft of unknown.rows > 0 ? [true, false] : [false]) {
      // Sums of the left side. Millions of bins are looked at: an object for each would cost more than the sums.
      let [gradient, hessian, rows] = unknownLeft ? [unknown.gradient, unknown.hessian, unknown.rows] : [0, 0, 0]
      // With unknown values on the right, the last bin parts known from unknown.
      const last = unknown.rows > 0 && !unknownLeft ? count : count - 1
      for (let bin = 0; bin < last; bin++) {
        const at = offset + bin * slots
        gradient += histogram[at] as number
        hessian += histogram[at + 1] as number
        rows += histogram[at + 2] as number
        if ((histogram[at + 2] as number) === 0 || rows < rules.leastRows || hessian < leastHessian) continue
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

function sumsAt(histogram: Float64Array, at: number): Sums {
  return { gradient: histogram[at] ?? 0, hessian: histogram[at + 1] ?? 0, rows: histogram[at + 2] ?? 0 }
}
