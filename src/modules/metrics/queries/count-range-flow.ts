import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import type { Flow } from '../retention.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'

/** The flow between two neighbouring ranges of days: who bought in the one before and in this one. */
export async function countRangeFlow(
  ch: WorkspaceClickhouse,
  scope: Scope,
  before: { from: string; to: string },
): Promise<Flow> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql(filter, 'AND day <= {to:Date}')
  const [row] = await ch.query<Flow>(
    `${days.with}
    SELECT bitmapCardinality(past) AS start, bitmapCardinality(present) AS end,
      bitmapAndnotCardinality(present, ever) AS new, bitmapAndCardinality(past, present) AS retained
    FROM (
      SELECT groupBitmapMergeStateIf(active, day BETWEEN {from:Date} AND {to:Date}) AS present,
        groupBitmapMergeStateIf(active, day BETWEEN {beforeFrom:Date} AND {beforeTo:Date}) AS past,
        groupBitmapMergeStateIf(active, day < {from:Date}) AS ever
      FROM (${days.from}))`,
    { ...filter.params, from: scope.from, to: scope.to, beforeFrom: before.from, beforeTo: before.to },
  )
  return row ?? { start: 0, end: 0, new: 0, retained: 0 }
}
