import { riskBands } from '#contract/predictions'
import type { Frame } from '#models/frame'
import type { ScoreBlock } from '#modules/customers'
import type { ThreadWork } from '#platform/threads'
import type { Range } from '../queries/read-histories.ts'
import type { Histories } from './histories.ts'
import { createScorer, type Forecasts, type LearntWell } from './score-customers.ts'
import { columnsOf, type Week, weekRowsOf } from './write-rows.ts'

/** So many rows go to PostgreSQL in one statement: some fifty milliseconds of its time. */
const blockRows = 5_000

/** The customers of a range of numbers. The first question brings what was learnt; it serves the later ones too. */
export type ScoreOrder = { histories: Histories; range: Range; shop?: LearntWell & Week }

export type ScoredChunk = {
  /** together they cover the range */
  blocks: ScoreBlock[]
  /** the week's rows for ClickHouse */
  weekRows: Uint8Array<ArrayBuffer>
  clv: Float64Array
  /** sums by value, risk and margin, to be added up */
  cells: Map<string, { customers: number; atStakeMinor: number; clvMinor: number; revenueMinor: number }>
  sample: Frame
  /** processor time of the thread: scoring, and writing down for the engines */
  seconds: { score: number; write: number }
}

let shop: { week: Week; averageMargin: number | null; score: ReturnType<typeof createScorer> } | undefined

const work: ThreadWork<ScoreOrder, ScoredChunk> = ({ histories, range, shop: told }) => {
  if (told) shop = { week: told, averageMargin: told.fitted.averageMargin, score: createScorer(told) }
  if (!shop) throw new Error('What was learnt was not told')
  const began = process.threadCpuUsage()
  const { forecasts, sample } = shop.score(histories)
  const scored = process.threadCpuUsage()
  const blocks = blocksOf(forecasts, range)
  const weekRows = weekRowsOf(forecasts, shop.week)
  return {
    blocks,
    weekRows,
    clv: forecasts.clv,
    cells: cellsOf(forecasts, shop.averageMargin),
    sample,
    seconds: { score: secondsBetween(began, scored), write: secondsBetween(scored, process.threadCpuUsage()) },
  }
}
export default work

/** Who has nothing to score stands between those who have, or after the last of them. */
function blocksOf(all: Forecasts, { from, to }: Range): ScoreBlock[] {
  const blocks: ScoreBlock[] = []
  for (let first = 0; first === 0 || first < all.customers; first += blockRows) {
    const end = Math.min(all.customers, first + blockRows)
    const before = blocks.at(-1)?.to ?? from - 1
    const last = end === all.customers ? to : (all.number[end - 1] ?? to)
    blocks.push({ from: before + 1, to: last, baseRisk: all.base, columns: columnsOf(all, first, end) })
  }
  return blocks
}

function secondsBetween(from: NodeJS.CpuUsage, to: NodeJS.CpuUsage): number {
  return (to.user + to.system - from.user - from.system) / 1e6
}

const values = ['rest', 'top', 'middle', 'rest']

function cellsOf(all: Forecasts, average: number | null): ScoredChunk['cells'] {
  const cells: ScoredChunk['cells'] = new Map()
  for (let row = 0; row < all.customers; row++) {
    // In the precision that the table keeps them in: who is above average in a list is so in the sums.
    const margin = Math.fround(all.margin[row] ?? Number.NaN)
    const isUnknown = average === null || Number.isNaN(margin)
    const kept = isUnknown ? 'unknown' : margin >= Math.fround(average) ? 'above' : 'below'
    const risk = all.isGone[row] === 1 ? 'gone' : riskBands[all.band[row] ?? 0]
    const key = `${values[all.valueBand[row] ?? 0]}:${risk}:${kept}`
    const cell = cells.get(key) ?? { customers: 0, atStakeMinor: 0, clvMinor: 0, revenueMinor: 0 }
    if (cell.customers === 0) cells.set(key, cell)
    cell.customers++
    cell.atStakeMinor += all.atStake[row] ?? 0
    cell.clvMinor += all.clv[row] ?? 0
    cell.revenueMinor += all.revenue[row] ?? 0
  }
  return cells
}
