import type { Frame } from '#models/frame'
import type { ScoreBlock } from '#modules/customers'
import type { ThreadWork } from '#platform/threads'
import { type Scored, type ScoreOrder, scoreCustomers } from './score-customers.ts'

/** So many rows go to PostgreSQL in one statement: some fifty milliseconds of its time. */
const blockRows = 5_000

export type ScoredChunk = {
  blocks: ScoreBlock[]
  numbers: number[]
  /** the same for ClickHouse, in the order of `numbers` */
  bands: string[]
  gone: boolean[]
  risks: number[]
  alive: number[]
  clv: number[]
  atStake: number[]
  nextOn: (string | null)[]
  /** sums by value, risk and margin, to be added up */
  cells: Map<string, { customers: number; atStakeMinor: number; clvMinor: number; revenueMinor: number }>
  sample: Frame
  /** processor time of the thread */
  seconds: number
}

const work: ThreadWork<ScoreOrder, ScoredChunk> = (order) => {
  const before = process.threadCpuUsage()
  const { scores, sample } = scoreCustomers(order)
  const blocks: ScoreBlock[] = []
  for (let from = 0; from < scores.length; from += blockRows) blocks.push(blockOf(scores.slice(from, from + blockRows)))
  return {
    blocks,
    numbers: scores.map(({ number }) => number),
    bands: scores.map(({ band }) => band),
    gone: scores.map(({ isGone }) => isGone),
    risks: scores.map(({ risk }) => risk),
    alive: scores.map(({ alive }) => alive),
    clv: scores.map(({ clv }) => clv),
    atStake: scores.map(({ atStake }) => atStake),
    nextOn: scores.map(({ next }) => (next ? dayOf(next.on) : null)),
    cells: cellsOf(scores, order.fitted.averageMargin),
    sample,
    seconds: secondsSince(before),
  }
}
export default work

function secondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before)
  return (user + system) / 1e6
}

function blockOf(scores: Scored[]): ScoreBlock {
  const list = (of: (score: Scored) => string | number | boolean | null): string =>
    `{${scores.map((score) => of(score) ?? 'null').join(',')}}`
  return {
    number: list(({ number }) => number),
    risk: list(({ risk }) => risk),
    band: list(({ band }) => band),
    is_gone: list(({ isGone }) => isGone),
    base_risk: list(({ base }) => base),
    rest_weight: list(({ rest }) => rest),
    reasons: list(({ reasons }) => `"${JSON.stringify(reasons).replace(/[\\"]/g, '\\$&')}"`),
    alive: list(({ alive }) => alive),
    next_visit_on: list(({ next }) => next && dayOf(next.on)),
    next_visit_from: list(({ next }) => next && dayOf(next.from)),
    next_visit_to: list(({ next }) => next && dayOf(next.to)),
    expected_orders: list(({ orders }) => orders),
    clv_minor: list(({ clv }) => clv),
    clv_low_minor: list(({ clvLow }) => clvLow),
    clv_high_minor: list(({ clvHigh }) => clvHigh),
    at_stake_minor: list(({ atStake }) => atStake),
    value_band: list(({ valueBand }) => valueBand),
    margin_rate: list(({ margin }) => margin),
    best_hour: list(({ hour }) => hour),
  }
}

const known = new Map<number, string>()
function dayOf(day: number): string {
  const text = known.get(day) ?? new Date(day * 86_400_000).toISOString().slice(0, 10)
  known.set(day, text)
  return text
}

function cellsOf(scores: Scored[], average: number | null): ScoredChunk['cells'] {
  const cells: ScoredChunk['cells'] = new Map()
  for (const { valueBand, band, isGone, margin, clv, atStake, revenue } of scores) {
    const value = valueBand === 1 ? 'top' : valueBand === 2 ? 'middle' : 'rest'
    const kept = average === null || margin === null ? 'unknown' : margin >= average ? 'above' : 'below'
    const key = `${value}:${isGone ? 'gone' : band}:${kept}`
    const cell = cells.get(key) ?? { customers: 0, atStakeMinor: 0, clvMinor: 0, revenueMinor: 0 }
    if (cell.customers === 0) cells.set(key, cell)
    cell.customers++
    cell.atStakeMinor += atStake
    cell.clvMinor += clv
    cell.revenueMinor += revenue
  }
  return cells
}
