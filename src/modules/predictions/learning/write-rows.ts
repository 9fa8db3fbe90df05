import { riskBands } from '#contract/predictions'
import type { ScoreBlock } from '#modules/customers'
import { commaRows } from '#platform/blocks'
import type { Forecasts } from './score-customers.ts'

/** The columns of PostgreSQL for the customers from one place to another (not included), each as the text of an array. */
export function blockOf(all: Forecasts, from: number, to: number): ScoreBlock {
  const list = (of: (row: number) => string | number | boolean): string => {
    const cells: (string | number | boolean)[] = []
    for (let row = from; row < to; row++) cells.push(of(row))
    return `{${cells.join(',')}}`
  }
  const plain = (values: ArrayLike<number>): string => list((row) => values[row] ?? 0)
  const days = (values: Int32Array): string => list((row) => dayOf(values[row] ?? 0, 'null'))
  return {
    number: plain(all.number),
    risk: plain(all.risk),
    band: list((row) => riskBands[all.band[row] ?? 0] ?? 'low'),
    is_gone: list((row) => all.isGone[row] === 1),
    base_risk: list(() => all.base),
    rest_weight: plain(all.rest),
    reasons: all.reasons
      .slice(from, to)
      .map((reasons) => JSON.stringify(reasons))
      .join(between),
    alive: plain(all.alive),
    next_visit_on: days(all.nextOn),
    next_visit_from: days(all.nextFrom),
    next_visit_to: days(all.nextTo),
    expected_orders: plain(all.orders),
    clv_minor: plain(all.clv),
    clv_low_minor: plain(all.clvLow),
    clv_high_minor: plain(all.clvHigh),
    at_stake_minor: plain(all.atStake),
    value_band: plain(all.valueBand),
    margin_rate: list((row) => (Number.isNaN(all.margin[row]) ? 'null' : (all.margin[row] ?? 0))),
    best_hour: list((row) => ((all.hour[row] ?? -1) < 0 ? 'null' : (all.hour[row] ?? 0))),
  }
}

/** JSON never holds it as it stands. */
const between = '\u0001'

/** What the rows of a week in ClickHouse have in common; `version` grows from run to run. */
export type Week = { workspaceId: string; week: string; version: number }

export function weekRowsOf(all: Forecasts, { workspaceId, week, version }: Week): Uint8Array<ArrayBuffer> {
  const rows = commaRows()
  const begin = `${workspaceId},${week},`
  for (let row = 0; row < all.customers; row++) {
    const band = all.isGone[row] === 1 ? 'gone' : riskBands[all.band[row] ?? 0]
    const money = `${all.clv[row]},${all.atStake[row]},${dayOf(all.nextOn[row] ?? 0, '\\N')}`
    rows.plain(`${begin}${all.number[row]},${version},${band},${all.risk[row]},${all.alive[row]},${money}`)
    rows.end()
  }
  return rows.take()
}

const known = new Map<number, string>()
function dayOf(day: number, none: string): string {
  if (day === 0) return none
  const there = known.get(day)
  if (there !== undefined) return there
  const text = new Date(day * 86_400_000).toISOString().slice(0, 10)
  known.set(day, text)
  return text
}
