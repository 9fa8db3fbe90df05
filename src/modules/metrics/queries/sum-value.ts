import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

export type ValueRow = {
  customers: number
  gross: number
  net: number
  median: number
  p90: number
  cost: number
  costedRevenue: number
}
export type ValueBin = { bin: number; customers: number; revenue: number }

const valuesSql = (where: string): string => `
  SELECT sum(t.revenue) AS paid, paid - sum(t.refunded) AS kept, sum(t.cost) AS cost, sum(t.costed_revenue) AS costed
  FROM customer_totals AS t
  WHERE ${where} AND currency = {currency:String}
  GROUP BY customer HAVING sum(t.orders) > 0 AND min(first_day) <= {asOf:Date}`

const paramsOf = (scope: Scope) => ({ currency: scope.currency, asOf: scope.asOf })

/** Historic value over all customers: before refunds (gross) and after (net). */
export async function sumValue(ch: WorkspaceClickhouse, scope: Scope): Promise<ValueRow | undefined> {
  const filter = filterSql(scope.filter)
  const rows = await ch.query<ValueRow>(
    `SELECT count() AS customers, sum(paid) AS gross, sum(kept) AS net,
      quantileExactInclusive(0.5)(kept) AS median, quantileExactInclusive(0.9)(kept) AS p90,
      sum(v.cost) AS cost, sum(costed) AS costedRevenue
    FROM (${valuesSql(whereSql(filter))}) AS v`,
    { ...filter.params, ...paramsOf(scope) },
  )
  return rows[0]
}

/** Customers and their net value by bin; bin i holds values from edges[i] up to below edges[i + 1]. */
export async function countValueBins(ch: WorkspaceClickhouse, scope: Scope, edges: number[]): Promise<ValueBin[]> {
  const filter = filterSql(scope.filter)
  return ch.query<ValueBin>(
    `SELECT toUInt32(greatest(arrayCount(edge -> kept >= edge, {edges:Array(Int64)}), 1)) - 1 AS bin, count() AS customers, sum(kept) AS revenue
    FROM (${valuesSql(whereSql(filter))}) GROUP BY bin ORDER BY bin`,
    { ...filter.params, ...paramsOf(scope), edges },
  )
}
