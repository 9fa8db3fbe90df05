import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { noFilter } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'

/** Customers by the number of all their visits ever, as the projector told it. */
export async function countVisits(ch: WorkspaceClickhouse, scope: Scope): Promise<{ value: number; count: number }[]> {
  const rows = await askSums(
    ch,
    { ...scope, filter: noFilter },
    {
      sql: ({ whose, of }) => `SELECT ${of('customer')} AS block, visits_now AS key, [toInt64(count())] AS sums
        FROM (
          SELECT customer, argMax(visits, version) AS visits_now
          FROM customer_rhythms WHERE workspace_id = {workspace_id:UUID} ${whose} GROUP BY customer HAVING visits_now > 0)
        GROUP BY block, key`,
      params: {},
    },
  )
  return rows.map(({ key, sums: [count = 0] }) => ({ value: key, count }))
}
