import { type FilterSql, whereSql } from '../filter.ts'

/** Subquery: each customer's first and last day with a sale; customers whose every order was taken back are left out. */
export function firstDaysSql(filter: FilterSql): string {
  return `SELECT customer, min(first_day) AS first, max(last_day) AS last FROM customer_totals
    WHERE ${whereSql(filter)} AND first_day <= {asOf:Date} GROUP BY customer HAVING sum(orders) > 0`
}
