import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

export type Margin = { gross: number; cost: number; costedRevenue: number }

/** Money before refunds and what is known of its cost. Who has nothing left has brought nothing, so nobody is looked at by themselves. */
export async function sumMargin(ch: WorkspaceClickhouse, scope: Scope): Promise<Margin> {
  const filter = filterSql(scope.filter)
  const rows = await askSums(ch, scope, {
    sql: ({
      whose,
      of,
    }) => `SELECT ${of('customer')} AS block, 0 AS key, [sum(t.revenue), sum(t.cost), sum(t.costed_revenue)] AS sums
    FROM customer_totals AS t WHERE ${whereSql(filter)} ${whose} AND currency = {currency:String} AND first_day <= {asOf:Date} GROUP BY block, key`,
    params: { ...filter.params, currency: scope.currency, asOf: scope.asOf },
  })
  const [gross = 0, cost = 0, costedRevenue = 0] = rows[0]?.sums ?? []
  return { gross, cost, costedRevenue }
}
