import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'

/** Customers with a second visit within the same period: who bought on one of its days and on an earlier one. */
export async function countRepeaters(
  ch: WorkspaceClickhouse,
  scope: Scope,
): Promise<{ value: number; count: number }[]> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql(filter, 'AND day <= {asOf:Date}')
  return ch.query(
    `${days.with}
    SELECT p AS value, groupBitmapMerge(again) AS count
    FROM (
      SELECT p, bitmapAnd(active, before) AS again
      FROM (
        SELECT p, active, groupBitmapMergeState(active) OVER (PARTITION BY p ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
        FROM (SELECT ${periodSql(scope.unit, 'day')} AS p, day, active FROM (${days.from}))))
    GROUP BY p ORDER BY p`,
    { ...filter.params, asOf: scope.asOf },
  )
}
