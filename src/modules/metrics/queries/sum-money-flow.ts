import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

/** `kept` = revenue of those who had also bought in the period before; `keptAtMost` = the same, at most what each spent then. */
export type MoneyFlowRow = { p: number; revenue: number; fromNew: number; kept: number; keptAtMost: number }

/**
 * Revenue of each period by what its customers had done before. A customer's rows lie together, so each customer's
 * periods are folded in one pass: packed into integers (groupArray of tuples is ten times slower), sorted, and rows of
 * the same period added by the difference of running sums.
 */
export async function sumMoneyFlow(ch: WorkspaceClickhouse, scope: Scope): Promise<MoneyFlowRow[]> {
  const filter = filterSql(scope.filter)
  const isShort = scope.unit === 'day' || scope.unit === 'week'
  const [table, day] = isShort ? ['customer_days', 'day'] : ['customer_months', 'month']
  return ch.query<MoneyFlowRow>(
    `WITH bitShiftLeft(toInt64(1), 42) AS half
    SELECT p, sum(v) AS revenue, sumIf(v, p = first) AS fromNew,
      sumIf(v, p = before + 1) AS kept, sumIf(least(v, vBefore), p = before + 1) AS keptAtMost
    FROM (
      SELECT
        arraySort(groupArray(bitShiftLeft(toInt64(${periodSql(scope.unit, day)}), 43) + half + if(currency = {currency:String}, revenue, 0))) AS packed,
        arrayMap(x -> toUInt32(bitShiftRight(x, 43)), packed) AS ps,
        arrayMap((p, next) -> p != next, ps, arrayPushBack(arrayPopFront(ps), 0)) AS isLast,
        arrayCumSum(arrayMap((x, p) -> x - bitShiftLeft(toInt64(p), 43) - half, packed, ps)) AS sums,
        arrayFilter((p, last) -> last, ps, isLast) AS periods,
        arrayPopFront(arrayDifference(arrayPushFront(arrayFilter((s, last) -> last, sums, isLast), 0))) AS revenues
      FROM ${table} WHERE ${whereSql(filter)} AND ${day} <= {asOf:Date} AND orders != 0
      GROUP BY customer
    )
    ARRAY JOIN periods AS p, revenues AS v,
      arrayPushFront(arrayPopBack(periods), 0) AS before, arrayPushFront(arrayPopBack(revenues), 0) AS vBefore,
      arrayWithConstant(length(periods), periods[1]) AS first
    GROUP BY p ORDER BY p`,
    { ...filter.params, currency: scope.currency, asOf: scope.asOf },
  )
}
