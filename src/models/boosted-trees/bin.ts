import type { CategoryColumn, Column, Frame } from '#models/frame'

/** How a column's values become small numbers 0 … count − 1; `count` itself is the bin of what is not known. */
export type Binning =
  | { kind: 'number'; name: string; count: number; edges: Float64Array }
  | { kind: 'category'; name: string; count: number; binOfLevel: Map<string, number> }

/** One array of bins a column. */
export type BinnedRows = Uint8Array[]

const mostBins = 254

/** Edges for numbers: between neighbours if there are few values, else by quantiles. Levels: in the order of their target. */
export function describeBins(frame: Frame, targets: ArrayLike<number>): Binning[] {
  return frame.columns.map((column) =>
    column.kind === 'number'
      ? binNumbers(column.name, column.values)
      : { kind: 'category', name: column.name, ...orderLevels(column, targets) },
  )
}

/** The bins of a table's rows; columns are found by name, one that is not there is unknown throughout. */
export function binRows(frame: Frame, binnings: Binning[]): BinnedRows {
  const columns = new Map(frame.columns.map((column) => [column.name, column]))
  return binnings.map((binning) => binColumn(columns.get(binning.name), binning, frame.rows))
}

function binNumbers(name: string, values: Float64Array): Binning {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort()
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1])
  const between = (low = 0, high = 0) => low + (high - low) / 2
  let edges: Float64Array
  if (distinct.length <= mostBins) {
    edges = Float64Array.from({ length: Math.max(0, distinct.length - 1) }, (_, i) =>
      between(distinct[i], distinct[i + 1]),
    )
  } else {
    const cuts = new Set<number>()
    for (let bin = 1; bin < mostBins; bin++) {
      const at = (bin / mostBins) * (sorted.length - 1)
      cuts.add(between(sorted[Math.floor(at)], sorted[Math.ceil(at)]))
    }
    edges = Float64Array.from(cuts).sort()
  }
  return { kind: 'number', name, count: edges.length + 1, edges }
}

/** A level seen a few times only is drawn to the average, so that its place is not left to luck (Fisher 1958 on the order). */
function orderLevels({ codes, levels }: CategoryColumn, targets: ArrayLike<number>) {
  const sums = new Float64Array(levels.length)
  const counts = new Float64Array(levels.length)
  let total = 0
  for (const [row, code] of codes.entries()) {
    sums[code] = (sums[code] ?? 0) + (targets[row] ?? 0)
    counts[code] = (counts[code] ?? 0) + 1
    total += targets[row] ?? 0
  }
  const average = codes.length === 0 ? 0 : total / codes.length
  const place = (code: number) => ((sums[code] ?? 0) + drawn * average) / ((counts[code] ?? 0) + drawn)
  const seen = levels
    .map((level, code) => ({ level, code }))
    .filter(({ code }) => (counts[code] ?? 0) > 0)
    .sort((a, b) => (counts[b.code] ?? 0) - (counts[a.code] ?? 0) || a.code - b.code)
    .slice(0, mostBins)
    .sort((a, b) => place(a.code) - place(b.code) || a.code - b.code)
  return { count: seen.length, binOfLevel: new Map(seen.map(({ level }, bin) => [level, bin])) }
}
const drawn = 20

function binColumn(column: Column | undefined, binning: Binning, rows: number): Uint8Array {
  const bins = new Uint8Array(rows).fill(binning.count)
  if (binning.kind === 'category' && column?.kind === 'category') {
    const binOfCode = column.levels.map((level) => binning.binOfLevel.get(level) ?? binning.count)
    for (let row = 0; row < rows; row++) bins[row] = binOfCode[column.codes[row] ?? -1] ?? binning.count
  }
  if (binning.kind === 'number' && column?.kind === 'number') {
    for (let row = 0; row < rows; row++) {
      const value = column.values[row] ?? Number.NaN
      if (!Number.isNaN(value)) bins[row] = edgesBelow(binning.edges, value)
    }
  }
  return bins
}

function edgesBelow(edges: Float64Array, value: number): number {
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((edges[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
