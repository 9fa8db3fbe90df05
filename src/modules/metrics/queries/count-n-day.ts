import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Sums } from '../block-sums.ts'
import { filterSql, whereSql } from '../filter.ts'
import { addDays } from '../periods.ts'
import { askSums, type Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'
import { firstDaysSql } from './first-days-sql.ts'

export const nDays = [1, 7, 14, 30, 60, 90, 180]

export type NDayRow = { n: number; eligible: number; on: number; onOrAfter: number }

/** Calendar days: who of those old enough bought on the n-th day after the first, and on it or later. */
export async function countNDay(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql({ ...filter, customers: null }, 'AND day <= {until:Date}')
  const later = nDays.map((n) => `countIf(last >= first + ${n})`).join(', ')
  const rows = await askSums(ch, scope, {
    isWhole: true,
    sql: ({ of }) => `SELECT ${of('0')} AS block, n AS key,
      [toInt64(sum(size)), toInt64(sum(bitmapAndCardinality(members, active))), toInt64(sum(later))] AS sums
    FROM (
      SELECT first + n AS day, n, size, later, members
      FROM (
        SELECT first, groupBitmapState(customer) AS members, count() AS size, [${later}] AS laters
        FROM (SELECT customer, first, least(last, {until:Date}) AS last FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date})
        GROUP BY first)
      ARRAY JOIN [${nDays.join(', ')}] AS n, laters AS later WHERE first + n <= {until:Date}
    ) AS firsts
    LEFT JOIN (${days.from}) AS days ON days.day = firsts.day
    GROUP BY block, key`,
    params: { ...filter.params, ...bounds(scope) },
  })
  return complete(rows)
}

/** The same by windows of 24 hours from the first purchase. A day's first and last hour tell whether it meets a window. */
export async function countNDay24h(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const rows = await askSums(ch, scope, {
    sql: ({ whose, of }) => `WITH toUInt32(86400) AS day_seconds
    SELECT ${of('customer')} AS block, n AS key,
      [toInt64(count()), toInt64(countIf(arrayExists((a, b) -> b >= opens AND a < opens + day_seconds, firsts, lasts))),
        toInt64(countIf(arrayMax(lasts) >= opens))] AS sums
    FROM (
      SELECT customer, groupArray(toUInt32(toUnixTimestamp64Second(first_at))) AS firsts, groupArray(toUInt32(toUnixTimestamp64Second(last_at))) AS lasts,
        min(day) AS first, arrayMin(firsts) AS begin
      FROM customer_days WHERE ${whereSql(filter)} ${whose} AND day <= {until:Date} AND orders > 0
      GROUP BY customer HAVING first BETWEEN {from:Date} AND {to:Date}
    )
    ARRAY JOIN {n:Array(UInt16)} AS n, arrayMap(x -> begin + x * day_seconds, {n:Array(UInt16)}) AS opens
    WHERE opens + day_seconds <= {asOfSecond:UInt32} GROUP BY block, key`,
    params: { ...filter.params, ...bounds(scope), asOfSecond: scope.asOfSecond, n: nDays },
  })
  return complete(rows)
}

// Days that are over: today would make everybody look old enough by a day.
const bounds = (scope: Scope): Record<string, string> => ({
  from: scope.from,
  to: scope.to,
  asOf: scope.asOf,
  until: addDays(scope.asOf, -1),
})

const complete = (rows: Sums[]): NDayRow[] =>
  nDays.map((n) => {
    const [eligible = 0, on = 0, onOrAfter = 0] = rows.find(({ key }) => key === n)?.sums ?? []
    return { n, eligible, on, onOrAfter }
  })
