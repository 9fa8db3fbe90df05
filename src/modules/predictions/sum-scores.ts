import { type PredictionReport, riskBands } from '#contract/predictions'
import type { ScoredChunk } from './learning/score-thread.ts'

/** What a run's chunks add up to. */
export function createSums() {
  const cells: ScoredChunk['cells'] = new Map()
  const values: Float64Array[] = []
  let [customers, score, write] = [0, 0, 0]
  return {
    add(chunk: ScoredChunk): void {
      customers += chunk.clv.length
      score += chunk.seconds.score
      write += chunk.seconds.write
      values.push(chunk.clv)
      for (const [key, cell] of chunk.cells) {
        const sum = cells.get(key) ?? { customers: 0, atStakeMinor: 0, clvMinor: 0, revenueMinor: 0 }
        cells.set(key, {
          customers: sum.customers + cell.customers,
          atStakeMinor: sum.atStakeMinor + cell.atStakeMinor,
          clvMinor: sum.clvMinor + cell.clvMinor,
          revenueMinor: sum.revenueMinor + cell.revenueMinor,
        })
      }
    },
    customers: () => customers,
    /** processor time of the threads */
    seconds: () => ({ compute: Math.round(100 * score) / 100, writeDown: Math.round(100 * write) / 100 }),
    bands: (): PredictionReport['bands'] =>
      riskBands.map((band) => ({ band, ...moneyOf([...cells].filter(([key]) => key.split(':')[1] === band)) })),
    gone: (): PredictionReport['gone'] => moneyOf([...cells].filter(([key]) => key.split(':')[1] === 'gone')),
    cells: (): NonNullable<PredictionReport['worth']>['cells'] =>
      [...cells].map(([key, sum]) => {
        const [value = 'rest', risk = 'low', margin = 'unknown'] = key.split(':')
        return { value, risk, margin, ...sum } as NonNullable<PredictionReport['worth']>['cells'][number]
      }),
    clv: (): PredictionReport['clv'] => distributionOf(joined(values, customers)),
  }
}

function joined(parts: Float64Array[], length: number): Float64Array {
  const all = new Float64Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

type Sum = { customers: number; atStakeMinor: number; clvMinor: number; revenueMinor: number }

function moneyOf(cells: [string, Sum][]): { customers: number; atStakeMinor: number; clvMinor: number } {
  let [customers, atStakeMinor, clvMinor] = [0, 0, 0]
  for (const [, sum] of cells) {
    customers += sum.customers
    atStakeMinor += sum.atStakeMinor
    clvMinor += sum.clvMinor
  }
  return { customers, atStakeMinor, clvMinor }
}

const mostBins = 12

function distributionOf(values: Float64Array): PredictionReport['clv'] {
  if (values.length === 0) return null
  values.sort()
  const at = (share: number) => values[Math.min(values.length - 1, Math.floor(share * values.length))] ?? 0
  const total = values.reduce((sum, value) => sum + value, 0)
  const top = values.subarray(values.length - Math.ceil(values.length / 10)).reduce((sum, value) => sum + value, 0)
  const edges = edgesOf(at(0.5), at(0.99))
  return {
    mean: Math.round(total / values.length),
    median: at(0.5),
    p90: at(0.9),
    total: Math.round(total),
    topDecileShare: total > 0 ? Math.round((1000 * top) / total) / 10 : null,
    histogram: edges.map((from, i) => {
      const to = edges[i + 1] ?? null
      const within = values.subarray(firstFrom(values, from), to === null ? values.length : firstFrom(values, to))
      return { from, to, customers: within.length, clvMinor: Math.round(within.reduce((sum, value) => sum + value, 0)) }
    }),
  }
}

/** Round borders (1, 2, 5 times a power of ten) from 0 until nearly all are below. */
function edgesOf(median: number, most: number): number[] {
  const edges = [Number.NEGATIVE_INFINITY]
  const magnitude = 10 ** Math.max(1, Math.floor(Math.log10(Math.max(10, median))) - 1)
  for (let i = 0; edges.length < mostBins; i++) {
    const edge = ([1, 2, 5][i % 3] ?? 1) * 10 ** Math.floor(i / 3) * magnitude
    edges.push(edge)
    if (edge >= most) break
  }
  return edges.map((edge) => (Number.isFinite(edge) ? edge : 0))
}

function firstFrom(sorted: Float64Array, value: number): number {
  if (value === 0) return 0
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
