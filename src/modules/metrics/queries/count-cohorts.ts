import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodIndex } from '../periods.ts'
import { askSums, type Scope } from '../scope.ts'
import { customerPeriodsSql, foldPeriods } from './customer-periods-sql.ts'

/** `last` = how many bought for the last time (so far) in this period: enough for "or later". */
export type CohortCell = { cohort: number; p: number; customers: number; last: number; revenue: number }

// A key is one number: cohort × 2^20 + period.
const cohortOne = 2 ** 20

/**
 * How many of each cohort bought in each period, and what they spent. The cohort is the first period with any sale, whatever its
 * currency; those within the scope's days are given.
 */
export async function countCohorts(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortCell[]> {
  const filter = filterSql(scope.filter)
  const rows = await foldPeriods((isWide) =>
    askSums(ch, scope, {
      sql: ({ whose, of }) => {
        const cells = customerPeriodsSql(scope, filter, isWide, whose)
        const other = `toInt64(${cells.otherCustomer + 1})`
        return `SELECT ${of('neighbour')} AS block, ${cells.periodOf('first')} AS cohort,
            toUInt64(cohort) * ${cohortOne} + ${cells.periodOf('cell')} AS key,
            [toInt64(count()), toInt64(countIf(next > ${cells.otherCustomer})), sum(v)] AS sums
          FROM (${cells.from})
          ARRAY JOIN cells AS cell, revenues AS v, arrayPushBack(arrayPopFront(steps), ${other}) AS next,
            arrayFill((x, step) -> step > ${cells.otherCustomer}, cells, steps) AS first
          WHERE cohort BETWEEN {first:UInt32} AND {last:UInt32}
          GROUP BY block, cohort, key`
      },
      params: {
        ...customerPeriodsSql(scope, filter, isWide).params,
        first: periodIndex(scope, scope.from),
        last: periodIndex(scope, scope.to),
      },
    }),
  )
  return rows.map(({ key, sums: [customers = 0, last = 0, revenue = 0] }) => {
    return { cohort: Math.floor(key / cohortOne), p: key % cohortOne, customers, last, revenue }
  })
}
