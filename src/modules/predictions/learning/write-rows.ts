import { riskBands } from '#contract/predictions'
import type { ScoreBlock } from '#modules/customers'
import { binaryRows, numberArray, textArray, wordArray } from '#platform/blocks'
import type { Forecasts } from './score-customers.ts'

/** The columns of PostgreSQL for the customers from one place to another (not included). */
export function columnsOf(all: Forecasts, first: number, end: number): ScoreBlock['columns'] {
  const part = <T extends { subarray: (from: number, to: number) => T }>(values: T): T => values.subarray(first, end)
  const days = (values: Int32Array): Uint8Array<ArrayBuffer> => numberArray('date', part(values), 0)
  return {
    number: numberArray('int4', part(all.number)),
    risk: numberArray('real', part(all.risk)),
    band: wordArray(part(all.band), riskBands),
    is_gone: numberArray('bool', part(all.isGone)),
    rest_weight: numberArray('real', part(all.rest)),
    reasons: textArray(
      'jsonb',
      all.reasons.slice(first, end).map((reasons) => JSON.stringify(reasons)),
    ),
    alive: numberArray('real', part(all.alive)),
    next_visit_on: days(all.nextOn),
    next_visit_from: days(all.nextFrom),
    next_visit_to: days(all.nextTo),
    expected_orders: numberArray('real', part(all.orders)),
    clv_minor: numberArray('int8', part(all.clv)),
    clv_low_minor: numberArray('int8', part(all.clvLow)),
    clv_high_minor: numberArray('int8', part(all.clvHigh)),
    at_stake_minor: numberArray('int8', part(all.atStake)),
    value_band: numberArray('int2', part(all.valueBand)),
    margin_rate: numberArray('real', part(all.margin)),
    best_hour: numberArray('int2', part(all.hour), -1),
  }
}

/** What the rows of a week in ClickHouse have in common; `version` grows from run to run. */
export type Week = { workspaceId: string; week: string; version: number }

export function weekRowsOf(all: Forecasts, { workspaceId, week, version }: Week): Uint8Array<ArrayBuffer> {
  const rows = binaryRows()
  for (let row = 0; row < all.customers; row++) {
    const nextOn = all.nextOn[row] ?? 0
    rows.uuid(workspaceId)
    rows.day(week)
    rows.uint32(all.number[row] ?? 0)
    rows.uint64(version)
    rows.text(all.isGone[row] === 1 ? 'gone' : (riskBands[all.band[row] ?? 0] ?? ''))
    rows.float32(all.risk[row] ?? 0)
    rows.float32(all.alive[row] ?? 0)
    rows.int64(all.clv[row] ?? 0)
    rows.int64(all.atStake[row] ?? 0)
    rows.isNone(nextOn === 0)
    if (nextOn !== 0) rows.dayNumber(nextOn)
    rows.int64(all.clvLow[row] ?? 0)
    rows.int64(all.clvHigh[row] ?? 0)
  }
  return rows.take()
}
