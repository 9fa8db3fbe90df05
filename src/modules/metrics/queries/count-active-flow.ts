import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'

/** `reach` = how many had bought up to the end of the period; `visits` = customer-days. */
export type ActiveFlowRow = { p: number; active: number; retained: number; reach: number; visits: number }

/** Who bought in each period, who of them also in the period before, and how many had ever bought until then. */
export async function countActiveFlow(ch: WorkspaceClickhouse, scope: Scope): Promise<ActiveFlowRow[]> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql(filter, 'AND day <= {asOf:Date}')
  return ch.query<ActiveFlowRow>(
    `${days.with}
    SELECT p, bitmapCardinality(bought) AS active, visits,
      if(lagInFrame(p) OVER before = p - 1, bitmapAndCardinality(bought, lagInFrame(bought) OVER before), 0) AS retained,
      groupBitmapMerge(bought) OVER (ORDER BY p ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS reach
    FROM (
      SELECT ${periodSql(scope.unit, 'day')} AS p, groupBitmapMergeState(active) AS bought, sum(bitmapCardinality(active)) AS visits
      FROM (${days.from}) GROUP BY p
    )
    WINDOW before AS (ORDER BY p ROWS BETWEEN 1 PRECEDING AND CURRENT ROW)
    ORDER BY p`,
    { ...filter.params, asOf: scope.asOf },
  )
}
