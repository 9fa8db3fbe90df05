import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { addDays } from '../periods.ts'
import type { Scope } from '../scope.ts'
import { activeDaysSql } from './active-days-sql.ts'
import { firstDaysSql } from './first-days-sql.ts'

export const nDays = [1, 7, 14, 30, 60, 90, 180]

export type NDayRow = { n: number; eligible: number; on: number; onOrAfter: number }

/** Calendar days: who of those old enough bought on the n-th day after the first, and on it or later. */
export async function countNDay(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const days = activeDaysSql({ ...filter, customers: null }, 'AND day <= {until:Date}')
  const later = nDays.map((n) => `countIf(last >= first + ${n})`).join(', ')
  const rows = await ch.query<NDayRow>(
    `SELECT n, sum(size) AS eligible, sum(bitmapAndCardinality(members, active)) AS on, sum(later) AS onOrAfter
    FROM (
      SELECT first + n AS day, n, size, later, members
      FROM (
        SELECT first, groupBitmapState(customer) AS members, count() AS size, [${later}] AS laters
        FROM (SELECT customer, first, least(last, {until:Date}) AS last FROM (${firstDaysSql(filter)}) WHERE first BETWEEN {from:Date} AND {to:Date})
        GROUP BY first)
      ARRAY JOIN [${nDays.join(', ')}] AS n, laters AS later WHERE first + n <= {until:Date}
    ) AS firsts
    LEFT JOIN (${days.from}) AS days ON days.day = firsts.day
    GROUP BY n`,
    { ...filter.params, ...bounds(scope) },
  )
  return complete(rows)
}

/** The same by windows of 24 hours from the first purchase. A day's first and last hour tell whether it meets a window. */
export async function countNDay24h(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const rows = await ch.query<NDayRow>(
    `WITH toUInt32(86400) AS day_seconds
    SELECT n, count() AS eligible, countIf(arrayExists((a, b) -> b >= opens AND a < opens + day_seconds, firsts, lasts)) AS on,
      countIf(arrayMax(lasts) >= opens) AS onOrAfter
    FROM (
      SELECT groupArray(toUInt32(toUnixTimestamp64Second(first_at))) AS firsts, groupArray(toUInt32(toUnixTimestamp64Second(last_at))) AS lasts,
        min(day) AS first, arrayMin(firsts) AS begin
      FROM customer_days WHERE ${whereSql(filter)} AND day <= {until:Date} AND orders > 0
      GROUP BY customer HAVING first BETWEEN {from:Date} AND {to:Date}
    )
    ARRAY JOIN {n:Array(UInt16)} AS n, arrayMap(x -> begin + x * day_seconds, {n:Array(UInt16)}) AS opens
    WHERE opens + day_seconds <= {asOfSecond:UInt32} GROUP BY n`,
    { ...filter.params, ...bounds(scope), asOfSecond: scope.asOfSecond, n: nDays },
  )
  return complete(rows)
}

// Days that are over: today would make everybody look old enough by a day.
const bounds = (scope: Scope): Record<string, string> => ({
  from: scope.from,
  to: scope.to,
  asOf: scope.asOf,
  until: addDays(scope.asOf, -1),
})

const complete = (rows: NDayRow[]): NDayRow[] =>
  nDays.map((n) => rows.find((row) => row.n === n) ?? { n, eligible: 0, on: 0, onOrAfter: 0 })
