import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

export type Margin = { gross: number; cost: number; costedRevenue: number }

/** Money before refunds and what is known of its cost. Who has nothing left has brought nothing, so nobody is looked at by themselves. */
export async function sumMargin(ch: WorkspaceClickhouse, scope: Scope): Promise<Margin> {
  const filter = filterSql(scope.filter)
  const [row] = await ch.query<Margin>(
    `SELECT sum(t.revenue) AS gross, sum(t.cost) AS cost, sum(t.costed_revenue) AS costedRevenue
    FROM customer_totals AS t WHERE ${whereSql(filter)} AND currency = {currency:String} AND first_day <= {asOf:Date}`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf },
  )
  return row ?? { gross: 0, cost: 0, costedRevenue: 0 }
}
