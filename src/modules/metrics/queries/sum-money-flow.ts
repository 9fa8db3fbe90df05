import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodAt, periodIndex } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { customerPeriodsSql, foldPeriods, periodTable } from './customer-periods-sql.ts'

/** `kept` = revenue of those who had also bought in the period before; `keptAtMost` = the same, at most what each spent then. */
export type MoneyFlowRow = { p: number; revenue: number; fromNew: number; kept: number; keptAtMost: number }

/**
 * Revenue of each period by what its customers had done before. `from: 'before'` reads from the period before the scope's first
 * only, which is quicker and knows no `fromNew`.
 */
export async function sumMoneyFlow(
  ch: WorkspaceClickhouse,
  scope: Scope,
  from: 'beginning' | 'before',
): Promise<MoneyFlowRow[]> {
  const filter = filterSql(scope.filter)
  const { day } = periodTable(scope)
  const isWhole = from === 'beginning' || scope.firstDay === null || scope.from <= scope.firstDay
  const since = isWhole ? {} : { since: periodAt(scope.unit, periodIndex(scope.unit, scope.from) - 1).from }
  const days = `AND ${day} <= {asOf:Date} ${isWhole ? '' : `AND ${day} >= {since:Date}`}`
  return foldPeriods((isWide) => {
    const cells = customerPeriodsSql(scope, filter, days, isWide)
    return ch.query<MoneyFlowRow>(
      `SELECT ${cells.periodOf('cell')} AS p, sum(v) AS revenue, sumIf(v, step > ${cells.otherCustomer}) AS fromNew,
      sumIf(v, step = 1) AS kept, sumIf(least(v, before), step = 1) AS keptAtMost
    FROM (${cells.from})
    ARRAY JOIN cells AS cell, revenues AS v, steps AS step, arrayShiftRight(revenues, 1, toInt64(0)) AS before
    GROUP BY p ORDER BY p ${cells.settings}`,
      { ...filter.params, ...since, currency: scope.currency, asOf: scope.asOf },
    )
  })
}
