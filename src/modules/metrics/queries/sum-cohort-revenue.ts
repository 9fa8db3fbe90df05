import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodIndex, periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type CohortMoney = { cohort: number; p: number; revenue: number }

/** Revenue of each cohort in each period. The cohort is the first period with any sale, whatever its currency. */
export async function sumCohortRevenue(ch: WorkspaceClickhouse, scope: Scope): Promise<CohortMoney[]> {
  const filter = filterSql(scope.filter)
  const isShort = scope.unit === 'day' || scope.unit === 'week'
  const [table, day] = isShort ? ['customer_days', 'day'] : ['customer_months', 'month']
  return ch.query<CohortMoney>(
    `SELECT cohort, p, sum(v) AS revenue
    FROM (
      SELECT groupArray(${periodSql(scope.unit, day)}) AS periods,
        groupArray(if(currency = {currency:String}, revenue, 0)) AS revenues,
        groupArray(orders) AS counts,
        -- A period whose orders were all taken back begins no cohort; looked for only where something was taken back.
        if(min(orders) > 0, arrayMin(periods),
          arrayMin(arrayFilter(x -> arraySum((n, q) -> if(q = x, n, 0), counts, periods) > 0, periods))) AS cohort
      FROM ${table} WHERE ${whereSql(filter)} AND ${day} <= {asOf:Date} AND orders != 0
      GROUP BY customer HAVING sum(orders) > 0
    )
    ARRAY JOIN periods AS p, revenues AS v
    WHERE cohort BETWEEN {first:UInt32} AND {last:UInt32}
    GROUP BY cohort, p`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf, ...cohortRange(scope) },
  )
}

const cohortRange = ({ unit, from, to }: Scope): { first: number; last: number } => ({
  first: periodIndex(unit, from),
  last: periodIndex(unit, to),
})
