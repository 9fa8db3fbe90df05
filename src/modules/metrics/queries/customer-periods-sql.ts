import { type FilterSql, whereSql } from '../filter.ts'
import { periodIndex, periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type CustomerPeriodsSql = {
  /**
   * Subquery: a row for some neighbouring customers with parallel arrays, by customer and period: `cells` (one for each customer and
   * period with orders), their `revenues`, and `steps`, the distance to the cell before: 1 is the customer's period before, more
   * than `otherCustomer` another customer.
   */
  from: string
  otherCustomer: number
  /** the period of a cell, as `periodIndex` numbers it */
  periodOf: (cell: string) => string
  settings: string
}

/** Months lie ready in customer_months; shorter periods are read by day. */
export const periodTable = ({ unit }: Scope): { table: string; day: string } =>
  unit === 'day' || unit === 'week'
    ? { table: 'customer_days', day: 'day' }
    : { table: 'customer_months', day: 'month' }

/**
 * Folds the rows of each customer by period in one pass. As a customer's rows lie together, many neighbours share one array: sorting
 * integers in few long arrays is several times quicker than keeping a million short ones. Cell and money share one integer
 * (63 bits: 20 for the cell, 43 for the money), and rows of one cell are added by the difference of running sums.
 */
export function customerPeriodsSql(scope: Scope, filter: FilterSql, days: string): CustomerPeriodsSql {
  const { table, day } = periodTable(scope)
  // Dates end in 2149, so a period takes 12 bits in months and 16 in days. One more keeps neighbours apart.
  const bits = day === 'month' ? 13 : 17
  const customerBits = 20 - bits
  const zero = periodIndex(scope.unit, '1970-01-01')
  const period = `toUInt32(${periodSql(scope.unit, day)} - ${zero})`
  const cell = `bitOr(bitShiftLeft(bitAnd(customer, ${2 ** customerBits - 1}), ${bits}), ${period})`
  const half = 2 ** 42
  return {
    from: `SELECT
        arraySort(groupArray(bitShiftLeft(toInt64(${cell}), 43) + ${half} + if(currency = {currency:String}, revenue, 0))) AS packed,
        arrayMap(x -> toUInt32(bitShiftRight(x, 43)), packed) AS all_cells,
        arrayPushBack(arrayPopFront(arrayMap(step -> step != 0, arrayDifference(all_cells))), true) AS is_last,
        arrayFilter((x, last) -> last, all_cells, is_last) AS cells,
        arrayFilter((x, last) -> last, arrayCumSum(arrayMap(x -> bitAnd(x, ${2 * half - 1}) - ${half}, packed)), is_last) AS sums,
        arrayPushFront(arrayPopFront(arrayDifference(sums)), sums[1]) AS revenues,
        arrayPushFront(arrayPopFront(arrayDifference(cells)), toInt64(${2 ** bits})) AS steps
      FROM ${table} WHERE ${whereSql(filter)} ${days} AND (orders != 0 OR revenue != 0)
      GROUP BY bitShiftRight(customer, ${customerBits})`,
    otherCustomer: 2 ** (bits - 1),
    periodOf: (x) => `(bitAnd(${x}, ${2 ** bits - 1}) + ${zero})`,
    // Split at once, or one thread would do all that follows.
    settings: 'SETTINGS group_by_two_level_threshold = 1',
  }
}
