import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql } from '../filter.ts'
import { askSums, type Scope } from '../scope.ts'
import { customerPeriodsSql, foldPeriods } from './customer-periods-sql.ts'

/**
 * Who bought in a period, who of them never before, who in the period before too; the money of all, of the new, of those who had
 * bought in the period before, and of them at most what each spent then.
 */
export type FlowRow = {
  p: number
  active: number
  fresh: number
  retained: number
  revenue: number
  fromNew: number
  kept: number
  keptAtMost: number
}

/** Customers and money of every period up to the as-of day, by what its customers had done before. */
export async function countFlow(ch: WorkspaceClickhouse, scope: Scope): Promise<FlowRow[]> {
  const filter = filterSql(scope.filter)
  const rows = await foldPeriods((isWide) =>
    askSums(ch, scope, {
      sql: ({ whose, of }) => {
        const cells = customerPeriodsSql(scope, filter, isWide, whose)
        const isNew = `step > ${cells.otherCustomer}`
        return `SELECT ${of('neighbour')} AS block, ${cells.periodOf('cell')} AS key,
            [toInt64(count()), toInt64(countIf(${isNew})), toInt64(countIf(step = 1)),
              sum(v), sumIf(v, ${isNew}), sumIf(v, step = 1), sumIf(least(v, before), step = 1)] AS sums
          FROM (${cells.from})
          ARRAY JOIN cells AS cell, revenues AS v, steps AS step, arrayShiftRight(revenues, 1, toInt64(0)) AS before
          GROUP BY block, key`
      },
      params: customerPeriodsSql(scope, filter, isWide).params,
    }),
  )
  return rows.map(
    ({ key, sums: [active = 0, fresh = 0, retained = 0, revenue = 0, fromNew = 0, kept = 0, keptAtMost = 0] }) => {
      return { p: key, active, fresh, retained, revenue, fromNew, kept, keptAtMost }
    },
  )
}
