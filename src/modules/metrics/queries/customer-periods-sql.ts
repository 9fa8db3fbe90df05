import type { Params } from '#platform/clickhouse'
import { type FilterSql, whereSql } from '../filter.ts'
import { periodIndex, periodSql } from '../periods.ts'
import { hasLaterSales, type Scope } from '../scope.ts'

const half = 2 ** 42
const tooMuch = 'more money than fits beside a cell'

export type CustomerPeriodsSql = {
  /**
   * Subquery: a row for some neighbouring customers with parallel arrays, by customer and period: `cells` (one for each customer and
   * period with orders), their `revenues`, and `steps`, the distance to the cell before: 1 is the customer's period before, more
   * than `otherCustomer` another customer. `neighbour` is the number of the first of them.
   */
  from: string
  otherCustomer: number
  params: Params
  /** the period of a cell, as `periodIndex` numbers it */
  periodOf: (cell: string) => string
}

const isShort = ({ unit }: Scope): boolean => unit === 'day' || unit === 'week'

/**
 * Gregorian months lie ready in customer_months; shorter periods and those of the Jalali calendar are read by day, and so is a month
 * that is to end with the as-of day.
 */
const periodTable = (scope: Scope): { table: string; day: string } =>
  isShort(scope) || scope.calendar === 'jalali' || hasLaterSales(scope)
    ? { table: 'customer_days', day: 'day' }
    : { table: 'customer_months', day: 'month' }

/**
 * Folds the rows of each customer by period in one pass. As a customer's rows lie together, many neighbours share one array: sorting
 * integers in few long arrays is several times quicker than keeping a million short ones. Rows of one cell are added by the
 * difference of running sums.
 *
 * Cell and money share one integer to be sorted at once (63 bits: 20 for the cell, 43 for the money). A row of more money is
 * never cut: the query fails, and `foldPeriods` asks again with `isWide`, which sorts money beside the cells and takes a tenth longer.
 */
export function customerPeriodsSql(scope: Scope, filter: FilterSql, isWide: boolean, whose = ''): CustomerPeriodsSql {
  const { table, day } = periodTable(scope)
  const until = hasLaterSales(scope) ? 'AND day <= {asOf:Date}' : ''
  // Dates end in 2149, so a period takes 12 bits in months and 16 in days. One more keeps neighbours apart.
  const bits = isShort(scope) ? 17 : 13
  const customerBits = 20 - bits
  const zero = periodIndex(scope, '1970-01-01')
  const period = `toUInt32(${periodSql(scope, day)} - ${zero})`
  const cell = `bitOr(bitShiftLeft(bitAnd(customer, ${2 ** customerBits - 1}), ${bits}), ${period})`
  const revenue = 'if(currency = {currency:String}, revenue, 0)'
  const sorted = isWide
    ? `groupArray(${cell}) AS unsorted, arraySort(unsorted) AS all_cells,
        arraySort((v, x) -> x, groupArray(${revenue}), unsorted) AS money`
    : `arraySort(groupArray(bitShiftLeft(toInt64(${cell}), 43) + ${half} + ${revenue})) AS packed,
        arrayMap(x -> toUInt32(bitShiftRight(x, 43)), packed) AS all_cells,
        arrayMap(x -> bitAnd(x, ${2 * half - 1}) - ${half}, packed) AS money`
  return {
    from: `SELECT
        bitShiftLeft(bitShiftRight(customer, ${customerBits}) AS neighbours, ${customerBits}) AS neighbour,
        ${sorted},
        arrayMap((x, next) -> x != next, all_cells, arrayShiftLeft(all_cells, 1, toUInt32(4294967295))) AS is_last,
        arrayCompact(all_cells) AS cells,
        arrayFilter((x, last) -> last, arrayCumSum(money), is_last) AS sums,
        arrayMap((x, before) -> x - before, sums, arrayShiftRight(sums, 1, toInt64(0))) AS revenues,
        arrayPushFront(arrayPopFront(arrayDifference(cells)), toInt64(${2 ** bits})) AS steps
      FROM ${table} WHERE ${whereSql(filter)} ${whose} ${until} AND (orders != 0 OR revenue != 0)
      GROUP BY neighbours
      ${isWide ? '' : `HAVING throwIf(max(abs(${revenue})) >= ${half}, '${tooMuch}') = 0`}`,
    otherCustomer: 2 ** (bits - 1),
    params: { ...filter.params, currency: scope.currency, ...(until === '' ? {} : { asOf: scope.asOf }) },
    periodOf: (x) => `(bitAnd(${x}, ${2 ** bits - 1}) + ${zero})`,
  }
}

/** Asks a question of folded periods, once more when a customer spent too much in one of them. */
export async function foldPeriods<T>(ask: (isWide: boolean) => Promise<T>): Promise<T> {
  try {
    return await ask(false)
  } catch (error) {
    if (error instanceof Error && error.message.includes(tooMuch)) return await ask(true)
    throw error
  }
}
