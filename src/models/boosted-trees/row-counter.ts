import { growTo, memoryOf } from '#models/simd'
import { addRows } from './add-rows.ts'
import type { BinnedRows } from './bin.ts'
import type { Histogram, HistogramShape } from './histogram.ts'

export type RowCounter = {
  /** gradient and hessian of every row, side by side */
  pairs: Float64Array
  /** The histogram of some rows. It is the caller's until `reset`, or until another counter is made; there are as many as `most`. */
  count: (rows: Int32Array) => Histogram
  /** All histograms may be written anew. */
  reset: () => void
}

const doubleBytes = 8

/** One for all counters, made when first needed, since it reserves gigabytes of addresses: a fit is done before the next begins. */
let shared: WebAssembly.Memory | undefined

/**
 * Adds up rows of a table in bins. All of it lies in one memory that vector instructions work on: which bins a row is in (row by row, so
 * that neighbours lie together and no two adds in a row go to one place), the rows' figures, and the histograms.
 */
export function rowCounter(
  { offsets, bins: count }: HistogramShape,
  bins: BinnedRows,
  rows: number,
  most: number,
): RowCounter {
  const take = layOut()
  const placeBytes = count <= 65_536 ? 2 : 4
  const pairsAt = take(rows * 2 * doubleBytes)
  const listAt = take(rows * 4)
  const placesAt = take(rows * bins.length * placeBytes)
  const histogramsAt = Array.from({ length: most }, () => [take(count * 2 * doubleBytes), take(count * 4)] as const)
  shared ??= memoryOf(1)
  const memory = shared
  growTo(memory, take(0))
  const run = addRows[placeBytes](memory)
  const list = new Int32Array(memory.buffer, listAt, rows)
  const Places = placeBytes === 2 ? Uint16Array : Uint32Array
  writePlaces(new Places(memory.buffer, placesAt, rows * bins.length), bins, offsets, rows)
  const histograms = histogramsAt.map(([sums, counts]) => ({
    at: [sums, counts] as const,
    sums: new Float64Array(memory.buffer, sums, count * 2),
    counts: new Uint32Array(memory.buffer, counts, count),
  }))
  let used = 0
  return {
    pairs: new Float64Array(memory.buffer, pairsAt, rows * 2),
    count: (some) => {
      const histogram = histograms[used++]
      if (!histogram) throw new Error('More histograms than were asked for')
      histogram.sums.fill(0)
      histogram.counts.fill(0)
      list.set(some)
      if (some.length > 0 && bins.length > 0)
        run(listAt, listAt + some.length * 4, placesAt, bins.length * placeBytes, pairsAt, ...histogram.at)
      return histogram
    },
    reset: () => {
      used = 0
    },
  }
}

/** Gives out one piece of memory after the other, each at a multiple of 16. */
function layOut(): (bytes: number) => number {
  let next = 0
  return (bytes) => {
    const at = next
    next += Math.ceil(bytes / 16) * 16
    return at
  }
}

function writePlaces(places: Uint16Array | Uint32Array, bins: BinnedRows, offsets: Int32Array, rows: number): void {
  for (const [column, ofRow] of bins.entries()) {
    const offset = offsets[column] ?? 0
    for (let row = 0; row < rows; row++) places[row * bins.length + column] = offset + (ofRow[row] ?? 0)
  }
}
