import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'
import { firstDaysSql } from './first-days-sql.ts'

export type CohortCell = { cohort: number; p: number; customers: number }

/** How many of each cohort (period of the first purchase, within the scope's days) bought in each period. */
export async function countCohortActivity(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortCell[]> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql({ ...filter, customers: null }, 'AND day BETWEEN {from:Date} AND {asOf:Date}')
  return ch.query<CohortCell>(
    `SELECT cohort, p, bitmapAndCardinality(members, bought) AS customers
    FROM (
      SELECT ${periodSql(scope.unit, 'first')} AS cohort, groupBitmapState(customer) AS members
      FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date} GROUP BY cohort
    ) AS cohorts
    CROSS JOIN (
      SELECT ${periodSql(scope.unit, 'day')} AS p, groupBitmapMergeState(active) AS bought FROM (${days.from}) GROUP BY p
    ) AS periods
    WHERE p >= cohort`,
    { ...filter.params, from: scope.from, to: scope.to, asOf: scope.asOf },
  )
}

/** How many of each cohort bought for the last time (so far) in each period: enough for "or later". */
export async function countCohortLast(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortCell[]> {
  const filter = filterSql(scope.filter)
  return ch.query<CohortCell>(
    `SELECT ${periodSql(scope.unit, 'first')} AS cohort, ${periodSql(scope.unit, 'least(last, {asOf:Date})')} AS p, count() AS customers
    FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date} GROUP BY cohort, p`,
    { ...filter.params, from: scope.from, to: scope.to, asOf: scope.asOf },
  )
}
