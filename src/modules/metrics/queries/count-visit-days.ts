import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import { askSums, hasLaterSales, type Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'

/** `visits` = customer-days; `repeaters` = customers with a second visit within the same period. */
export type VisitDaysRow = { p: number; visits: number; repeaters: number }

/** Visits of each period, and who came twice: who bought on one of its days and on an earlier one. */
export async function countVisitDays(ch: WorkspaceClickhouse, scope: Scope): Promise<VisitDaysRow[]> {
  const filter = filterSql(scope.filter)
  const isLater = hasLaterSales(scope)
  const days = activeDaysSql(filter, isLater ? 'AND day <= {asOf:Date}' : '')
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({ of }) => `${days.with}
      SELECT ${of('0')} AS block, p AS key, [toInt64(sum(bitmapCardinality(active))), toInt64(groupBitmapMerge(again))] AS sums
      FROM (
        SELECT p, active, bitmapAnd(active, before) AS again
        FROM (
          SELECT p, active, groupBitmapMergeState(active) OVER (PARTITION BY p ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
          FROM (SELECT ${periodSql(scope, 'day')} AS p, day, active FROM (${days.from}))))
      GROUP BY block, key`,
    params: { ...filter.params, ...(isLater ? { asOf: scope.asOf } : {}) },
  })
  return rows.map(({ key, sums: [visits = 0, repeaters = 0] }) => ({ p: key, visits, repeaters }))
}
