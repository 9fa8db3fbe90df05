import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodIndex, periodSql } from '../periods.ts'
import type { Scope } from '../scope.ts'

export type Rhythm = {
  /** days between one visit and the next, by how often */
  gaps: { value: number; count: number }[]
  /** customers by their number of visits */
  visits: { value: number; count: number }[]
  /** customers with a second visit within the period, by period */
  repeats: { value: number; count: number }[]
}

const kinds = ['gaps', 'visits', 'repeats'] as const

/**
 * Intervals, visits and repeats within the days `from`…`to`. One pass over the days answers all three: 128 neighbouring customers
 * share a sorted array of customer × 2^17 + day, whose steps above 2^16 begin another customer; every finding becomes a
 * number kind × 2^24 + value, and the numbers are counted.
 */
export async function countRhythm(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to }: { from: string; to: string },
): Promise<Rhythm> {
  const filter = filterSql(scope.filter)
  const zero = periodIndex(scope.unit, '1970-01-01')
  const rows = await ch.query<{ key: number; count: number }>(
    `SELECT key, count() AS count
    FROM (
      SELECT arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 127), 17), toUInt32(toUInt16(day)))))) AS visits,
        arrayDifference(visits) AS steps,
        arrayMap(x -> bitOr(bitAnd(x, 0xfffe0000), toUInt32(${periodSql(scope.unit, 'toDate(toUInt16(bitAnd(x, 0xffff)))')} - ${zero})), visits) AS ps,
        arrayDifference(ps) AS moves,
        arrayPushFront(arrayFilter((i, step) -> step > 65536, arrayEnumerate(visits), steps), toUInt32(1)) AS starts,
        arrayConcat(
          arrayFilter(step -> step BETWEEN 1 AND 65535, steps),
          arrayMap(n -> 16777216 + n, arrayPopFront(arrayDifference(arrayPushBack(starts, toUInt32(length(visits) + 1))))),
          arrayMap(p -> toInt64(33554432 + bitAnd(p, 0xffff)),
            arrayFilter((p, move, before, i) -> i > 1 AND move = 0 AND (before != 0 OR i = 2), ps, moves, arrayShiftRight(moves, 1, 0), arrayEnumerate(ps)))
        ) AS keys
      FROM customer_days WHERE ${whereSql(filter)} AND day BETWEEN {from:Date} AND {to:Date} AND orders > 0
      GROUP BY bitShiftRight(customer, 7)
    )
    ARRAY JOIN keys AS key GROUP BY key ORDER BY key SETTINGS group_by_two_level_threshold = 1`,
    { ...filter.params, from, to },
  )
  const rhythm: Rhythm = { gaps: [], visits: [], repeats: [] }
  for (const { key, count } of rows) {
    const kind = kinds[Math.floor(key / 2 ** 24)]
    if (kind === undefined) continue
    const value = key % 2 ** 24
    rhythm[kind].push({ value: kind === 'repeats' ? value + zero : value, count })
  }
  return rhythm
}
