import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodIndex } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { customerPeriodsSql, foldPeriods, periodTable } from './customer-periods-sql.ts'

/** `last` = how many bought for the last time (so far) in this period: enough for "or later". */
export type CohortCell = { cohort: number; p: number; customers: number; last: number; revenue: number }

/**
 * How many of each cohort bought in each period, and what they spent. The cohort is the first period with any sale, whatever its
 * currency; those within the scope's days are given.
 */
export async function countCohorts(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortCell[]> {
  const filter = filterSql(scope.filter)
  return foldPeriods((isWide) => {
    const cells = customerPeriodsSql(scope, filter, `AND ${periodTable(scope).day} <= {asOf:Date}`, isWide)
    const other = `toInt64(${cells.otherCustomer + 1})`
    return ch.query<CohortCell>(
      `SELECT ${cells.periodOf('first')} AS cohort, ${cells.periodOf('cell')} AS p,
      count() AS customers, countIf(next > ${cells.otherCustomer}) AS last, sum(v) AS revenue
    FROM (${cells.from})
    ARRAY JOIN cells AS cell, revenues AS v, arrayPushBack(arrayPopFront(steps), ${other}) AS next,
      arrayFill((x, step) -> step > ${cells.otherCustomer}, cells, steps) AS first
    WHERE cohort BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY cohort, p ${cells.settings}`,
      {
        ...filter.params,
        currency: scope.currency,
        asOf: scope.asOf,
        first: periodIndex(scope.unit, scope.from),
        last: periodIndex(scope.unit, scope.to),
      },
    )
  })
}
