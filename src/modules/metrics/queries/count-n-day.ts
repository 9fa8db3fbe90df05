import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { addDays } from '../periods.ts'
import { askSums, type Scope } from '../scope.ts'

const nDays = [1, 7, 14, 30, 60, 90, 180]

export type NDayRow = { n: number; eligible: number; on: number; onOrAfter: number }

/**
 * Calendar days: who of those old enough bought on the n-th day after the first, and on it or later. Neighbouring customers share
 * an array of customer × 2^16 + day, sorted, as everywhere.
 */
export async function countNDay(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const ns = `[${nDays.join(', ')}]`
  const rows = await askSums(ch, scope, {
    sql: ({ whose, of }) => `SELECT ${of('neighbour')} AS block, 0 AS key,
        sumForEach(arrayMap(x -> toInt64(x), arrayConcat(
          arrayMap(n -> arrayCount(f -> f + n <= until, firsts), ${ns}),
          arrayMap(n -> countEqual(met, n), ${ns}),
          arrayMap(n -> arrayCount((f, l) -> l >= f + n, firsts, lasts), ${ns})))) AS sums
      FROM (
        SELECT bitShiftLeft(bitShiftRight(customer, 7) AS neighbours, 7) AS neighbour, toUInt32(toUInt16({until:Date})) AS until,
          arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 127), 16), toUInt32(toUInt16(day)))))) AS visits,
          arrayMap((x, before) -> bitShiftRight(x, 16) != bitShiftRight(before, 16), visits, arrayShiftRight(visits, 1, toUInt32(4294967295))) AS is_first,
          arrayFill((x, first) -> first, visits, is_first) AS begins,
          arrayFilter((x, first) -> first AND bitAnd(x, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date}), visits, is_first) AS starts,
          arrayMap(x -> bitAnd(x, 65535), starts) AS firsts,
          arrayFilter((gap, first) -> gap IN (${nDays.join(', ')}) AND bitAnd(first, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date}),
            arrayMap((x, first) -> x - first, visits, begins), begins) AS met,
          arrayMap(x -> bitAnd(x, 65535), arrayFilter((x, first, next) -> next AND bitAnd(first, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date}),
            visits, begins, arrayShiftLeft(is_first, 1, 1))) AS lasts
        FROM customer_days WHERE ${whereSql(filter)} ${whose} AND day <= {until:Date} AND orders > 0
        GROUP BY neighbours)
      GROUP BY block`,
    params: { ...filter.params, ...bounds(scope) },
  })
  const sums = rows[0]?.sums ?? []
  return nDays.map((n, i) => {
    const [eligible = 0, on = 0, onOrAfter = 0] = [sums[i], sums[nDays.length + i], sums[2 * nDays.length + i]]
    return { n, eligible, on, onOrAfter }
  })
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
  return nDays.map((n) => {
    const [eligible = 0, on = 0, onOrAfter = 0] = rows.find(({ key }) => key === n)?.sums ?? []
    return { n, eligible, on, onOrAfter }
  })
}

// Days that are over: today would make everybody look old enough by a day.
const bounds = (scope: Scope): Record<string, string> => ({
  from: scope.from,
  to: scope.to,
  until: addDays(scope.asOf, -1),
})
