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
          arrayMap(n -> arrayCount((f, l) -> f + n <= until AND l >= f + n, firsts, lasts), ${ns})))) AS sums
      FROM (
        SELECT bitShiftLeft(bitShiftRight(customer, 7) AS neighbours, 7) AS neighbour, toUInt32(toUInt16({until:Date})) AS until,
          arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 127), 16), toUInt32(toUInt16(day)))))) AS visits,
          arrayMap((x, before) -> bitShiftRight(x, 16) != bitShiftRight(before, 16), visits, arrayShiftRight(visits, 1, toUInt32(4294967295))) AS is_first,
          arrayFill((x, first) -> first, visits, is_first) AS begins,
          arrayFilter((x, first) -> first AND bitAnd(x, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date}), visits, is_first) AS starts,
          arrayMap(x -> bitAnd(x, 65535), starts) AS firsts,
          arrayFilter((gap, first) -> gap IN (${nDays.join(', ')}) AND bitAnd(first, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date})
              AND bitAnd(first, 65535) + gap <= until,
            arrayMap((x, first) -> x - first, visits, begins), begins) AS met,
          arrayMap(x -> bitAnd(x, 65535), arrayFilter((x, first, next) -> next AND bitAnd(first, 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date}),
            visits, begins, arrayShiftLeft(is_first, 1, 1))) AS lasts
        FROM customer_days WHERE ${whereSql(filter)} ${whose} AND day <= {asOf:Date} AND orders > 0
        GROUP BY neighbours)
      GROUP BY block`,
    params: { ...filter.params, ...bounds(scope) },
  })
  return rowsOf(rows[0]?.sums ?? [])
}

/**
 * The same by windows of 24 hours from the first purchase. A day's first and last hour tell which windows it meets: two at most, as
 * a day is no longer than a window. Of neighbours the first hours and the last hours are each sorted as customer × 2^48 + day × 2^32
 * + second; which first hour then stands beside which last one of a day changes nothing about the windows they cover together.
 */
export async function countNDay24h(ch: WorkspaceClickhouse, scope: Scope): Promise<NDayRow[]> {
  const filter = filterSql(scope.filter)
  const ns = `[${nDays.join(', ')}]`
  const hour = (at: string): string =>
    `bitOr(bitShiftLeft(toUInt64(bitAnd(customer, 127)), 48), bitOr(bitShiftLeft(toUInt64(toUInt16(day)), 32), toUInt64(toUnixTimestamp64Second(${at}))))`
  const second = (x: string): string => `bitAnd(${x}, 4294967295)`
  const counts = (x: string): string =>
    `bitAnd(bitShiftRight(${x}, 32), 65535) BETWEEN toUInt16({from:Date}) AND toUInt16({to:Date})`
  const isOver = (begin: string, n: string): string => `${second(begin)} + (${n} + 1) * 86400 <= {asOfSecond:UInt32}`
  const rows = await askSums(ch, scope, {
    sql: ({ whose, of }) => `SELECT ${of('neighbour')} AS block, 0 AS key,
        sumForEach(arrayMap(x -> toInt64(x), arrayConcat(
          arrayMap(n -> arrayCount(f -> ${isOver('f', 'n')}, firsts), ${ns}),
          arrayMap(n -> countEqual(met, n), ${ns}),
          arrayMap(n -> arrayCount((f, l) -> ${isOver('f', 'n')} AND ${second('l')} >= ${second('f')} + n * 86400, firsts, lasts), ${ns})))) AS sums
      FROM (
        SELECT bitShiftLeft(bitShiftRight(customer, 7) AS neighbours, 7) AS neighbour,
          arraySort(groupArray(${hour('first_at')})) AS opened, arraySort(groupArray(${hour('last_at')})) AS closed,
          arrayMap((x, before) -> bitShiftRight(x, 48) != bitShiftRight(before, 48), opened, arrayShiftRight(opened, 1, bitNot(toUInt64(0)))) AS is_first,
          arrayFill((x, first) -> first, opened, is_first) AS begins,
          arrayFilter((x, first) -> first AND ${counts('x')}, opened, is_first) AS firsts,
          arrayFilter((x, begin, next) -> next AND ${counts('begin')}, closed, begins, arrayShiftLeft(is_first, 1, 1)) AS lasts,
          arrayMap((x, begin) -> intDiv(${second('x')} - ${second('begin')}, 86400), opened, begins) AS opened_in,
          arrayMap((x, begin) -> intDiv(${second('x')} - ${second('begin')}, 86400), closed, begins) AS closed_in,
          -- One who came twice within a window is met once there.
          arrayMap(x -> bitAnd(x, 65535), arrayDistinct(arrayMap((n, begin) -> bitOr(bitShiftLeft(bitShiftRight(begin, 48), 16), toUInt64(n)),
            arrayFilter((n, begin) -> n IN (${nDays.join(', ')}) AND ${counts('begin')} AND ${isOver('begin', 'n')},
              arrayConcat(opened_in, closed_in) AS windows, arrayConcat(begins, begins) AS twice) AS met_in,
            arrayFilter((begin, n) -> n IN (${nDays.join(', ')}) AND ${counts('begin')} AND ${isOver('begin', 'n')}, twice, windows)))) AS met
        FROM customer_days WHERE ${whereSql(filter)} ${whose} AND day <= {asOf:Date} AND orders > 0
        GROUP BY neighbours)
      GROUP BY block`,
    params: { ...filter.params, ...bounds(scope), asOfSecond: scope.asOfSecond },
  })
  return rowsOf(rows[0]?.sums ?? [])
}

/** Three figures for each n, one kind after the other. */
const rowsOf = (sums: number[]): NDayRow[] =>
  nDays.map((n, i) => {
    const [eligible = 0, on = 0, onOrAfter = 0] = [sums[i], sums[nDays.length + i], sums[2 * nDays.length + i]]
    return { n, eligible, on, onOrAfter }
  })

// Who is old enough is told by days that are over, today would make everybody older by a day; who came today came all the same.
const bounds = (scope: Scope): Record<string, string> => ({
  from: scope.from,
  to: scope.to,
  asOf: scope.asOf,
  until: addDays(scope.asOf, -1),
})
