import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import type { Scope } from '../scope.ts'

export type Rhythm = {
  /** days between one visit and the next, by how often */
  gaps: { value: number; count: number }[]
  /** customers by their number of visits */
  visits: { value: number; count: number }[]
}

// A finding is one number: an interval as it is, a number of visits with this added.
const visitsFrom = 2 ** 24

/**
 * Intervals and visits within the days `from`…`to`, from one pass over them: 128 neighbouring customers share a sorted array of
 * customer × 2^17 + day, whose steps above 2^16 begin another customer.
 */
export async function countRhythm(
  ch: WorkspaceClickhouse,
  scope: Scope,
  { from, to }: { from: string; to: string },
): Promise<Rhythm> {
  const filter = filterSql(scope.filter)
  const rows = await ch.query<{ key: number; count: number }>(
    `SELECT key, count() AS count
    FROM (
      SELECT arrayCompact(arraySort(groupArray(bitOr(bitShiftLeft(bitAnd(customer, 127), 17), toUInt32(toUInt16(day)))))) AS visits,
        arrayDifference(visits) AS steps,
        arrayPushFront(arrayFilter((i, step) -> step > 65536, arrayEnumerate(visits), steps), toUInt32(1)) AS starts,
        arrayConcat(
          arrayFilter(step -> step BETWEEN 1 AND 65535, steps),
          arrayMap(n -> ${visitsFrom} + n, arrayPopFront(arrayDifference(arrayPushBack(starts, toUInt32(length(visits) + 1)))))
        ) AS keys
      FROM customer_days WHERE ${whereSql(filter)} AND day BETWEEN {from:Date} AND {to:Date} AND orders > 0
      GROUP BY bitShiftRight(customer, 7)
    )
    ARRAY JOIN keys AS key GROUP BY key ORDER BY key SETTINGS group_by_two_level_threshold = 1`,
    { ...filter.params, from, to },
  )
  return {
    gaps: rows.filter(({ key }) => key < visitsFrom).map(({ key, count }) => ({ value: key, count })),
    visits: rows.filter(({ key }) => key >= visitsFrom).map(({ key, count }) => ({ value: key - visitsFrom, count })),
  }
}
