import type { LifecycleReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

type State = LifecycleReport['states'][number]

/** Subquery: the customers whose newest rhythm is so. */
const whoseSql = (condition: string): string =>
  `SELECT customer FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID} GROUP BY customer HAVING ${condition}`

/** Customers by state and what they spent, from their totals and the rhythm the projector told. Definitions: docs/metrics.md, “Lifecycle”. */
export async function countStates(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<State[]> {
  const filter = filterSql(scope.filter)
  return ch.query<State>(
    `SELECT
      multiIf(silent > 2 * {silence:UInt16}, 'lost',
        silent > {silence:UInt16}, 'dormant',
        first = last AND silent <= 30, 'new',
        customer IN (${whoseSql('argMax(late_from, version) <= {asOf:Date}')}), 'slipping',
        customer IN (${whoseSql('argMax(came_back_on, version) >= {asOf:Date} - 30')}), 'won_back',
        'active') AS state,
      count() AS customers, sum(spent) AS revenue
    FROM (
      SELECT customer, min(first_day) AS first, max(last_day) AS last, toInt32({asOf:Date} - last) AS silent,
        sumIf(t.revenue, currency = {currency:String}) AS spent
      FROM customer_totals AS t WHERE ${whereSql(filter)} GROUP BY customer HAVING sum(t.orders) > 0)
    GROUP BY state`,
    { ...filter.params, asOf: scope.asOf, currency: scope.currency, silence: silenceDays },
  )
}
