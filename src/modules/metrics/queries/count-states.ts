import type { LifecycleReport } from '#contract/metrics'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

type State = LifecycleReport['states'][number]

const states: State['state'][] = ['lost', 'dormant', 'new', 'slipping', 'won_back', 'active']

/** Subquery: the customers whose newest rhythm is so. */
const whoSql = (whose: string, condition: string): string =>
  `SELECT customer FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID} ${whose} GROUP BY customer HAVING ${condition}`

/** Customers by state and what they spent, from their totals and the rhythm the projector told. Definitions: docs/metrics.md, “Lifecycle”. */
export async function countStates(ch: WorkspaceClickhouse, scope: Scope, silenceDays: number): Promise<State[]> {
  const filter = filterSql(scope.filter)
  const rows = await askSums(ch, scope, {
    sql: ({ whose, of }) => `SELECT ${of('customer')} AS block,
      multiIf(silent > 2 * {silence:UInt16}, 1,
        silent > {silence:UInt16}, 2,
        first = last AND silent <= 30, 3,
        customer IN (${whoSql(whose, 'argMax(late_from, version) <= {asOf:Date}')}), 4,
        customer IN (${whoSql(whose, 'argMax(came_back_on, version) >= {asOf:Date} - 30')}), 5,
        6) AS key,
      [toInt64(count()), toInt64(sum(spent))] AS sums
    FROM (
      SELECT customer, min(first_day) AS first, max(last_day) AS last, toInt32({asOf:Date} - last) AS silent,
        sumIf(t.revenue, currency = {currency:String}) AS spent
      FROM customer_totals AS t WHERE ${whereSql(filter)} ${whose} GROUP BY customer HAVING sum(t.orders) > 0)
    GROUP BY block, key`,
    params: { ...filter.params, asOf: scope.asOf, currency: scope.currency, silence: silenceDays },
  })
  return rows.flatMap(({ key, sums: [customers = 0, revenue = 0] }) => {
    const state = states[key - 1]
    return state === undefined ? [] : [{ state, customers, revenue }]
  })
}
