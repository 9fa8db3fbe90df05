import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodIndex } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { customerPeriodsSql, periodTable } from './customer-periods-sql.ts'

export type CohortMoney = { cohort: number; p: number; revenue: number }

/** Revenue of each cohort in each period. The cohort is the first period with any sale, whatever its currency. */
export async function sumCohortRevenue(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortMoney[]> {
  const filter = filterSql(scope.filter)
  const cells = customerPeriodsSql(scope, filter, `AND ${periodTable(scope).day} <= {asOf:Date}`)
  return ch.query<CohortMoney>(
    `SELECT ${cells.periodOf('first')} AS cohort, ${cells.periodOf('cell')} AS p, sum(v) AS revenue
    FROM (${cells.from})
    ARRAY JOIN cells AS cell, revenues AS v, arrayFill((x, step) -> step > ${cells.otherCustomer}, cells, steps) AS first
    WHERE cohort BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY cohort, p ${cells.settings}`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf, ...cohortRange(scope) },
  )
}

const cohortRange = ({ unit, from, to }: Scope): { first: number; last: number } => ({
  first: periodIndex(unit, from),
  last: periodIndex(unit, to),
})
