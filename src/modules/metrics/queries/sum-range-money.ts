import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { MoneyFlow } from '../retention.ts'
import type { Scope } from '../scope.ts'

/** Revenue of the range before, and what its customers spent in this one. */
export async function sumRangeMoney(
  ch: WorkspaceClickhouse,
  scope: Scope,
  before: { from: string; to: string },
): Promise<MoneyFlow> {
  const filter = filterSql(scope.filter)
  const [row] = await ch.query<MoneyFlow>(
    `SELECT sum(past) AS before, sum(present) AS kept, sum(least(past, present)) AS keptAtMost
    FROM (
      SELECT sumIf(revenue, day <= {beforeTo:Date}) AS past, sumIf(revenue, day >= {from:Date}) AS present
      FROM customer_days
      WHERE ${whereSql(filter)} AND currency = {currency:String} AND day BETWEEN {beforeFrom:Date} AND {to:Date} AND (orders != 0 OR revenue != 0)
      GROUP BY customer HAVING countIf(day <= {beforeTo:Date}) > 0)`,
    {
      ...filter.params,
      currency: scope.currency,
      from: scope.from,
      to: scope.to,
      beforeFrom: before.from,
      beforeTo: before.to,
    },
  )
  return row ?? { before: 0, kept: 0, keptAtMost: 0 }
}
