import type { LifecycleReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

type State = LifecycleReport['states'][number]

/** Those silent for longer than the window (dormant) and than twice the window (lost). */
export async function countQuiet(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<State[]> {
  const filter = filterSql(scope.filter)
  return ch.query<State>(
    `SELECT if(silent > 2 * {silence:UInt16}, 'lost', 'dormant') AS state, count() AS customers, sum(spent) AS revenue
    FROM (
      SELECT toInt32({asOf:Date} - max(last_day)) AS silent, sumIf(t.revenue, currency = {currency:String}) AS spent
      FROM customer_totals AS t WHERE ${whereSql(filter)} AND first_day <= {asOf:Date}
      GROUP BY customer HAVING sum(t.orders) > 0 AND silent > {silence:UInt16})
    GROUP BY state`,
    { ...filter.params, asOf: scope.asOf, currency: scope.currency, silence: silenceDays },
  )
}
