import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { filterSql, whereSql } from '../filter.ts'
import { periodSql } from '../periods.ts'
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
 * Intervals, visits and repeats within the days `from`…`to`. One pass over each customer's days answers all three: every
 * finding becomes a number kind × 2^24 + value, and the numbers are counted.
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
      SELECT arrayDistinct(arraySort(groupArray(toUInt16(day)))) AS days,
        arrayMap(x -> ${periodSql(scope.unit, 'toDate(x)')}, days) AS ps,
        arrayConcat(
          arrayPopFront(arrayMap((d, before) -> toUInt32(d - before), days, arrayPushFront(arrayPopBack(days), toUInt16(0)))),
          [toUInt32(16777216 + length(days))],
          arrayMap(p -> toUInt32(33554432 + p), arrayDistinct(arrayFilter((p, before) -> p = before, ps, arrayPushFront(arrayPopBack(ps), 0))))
        ) AS keys
      FROM customer_days WHERE ${whereSql(filter)} AND day BETWEEN {from:Date} AND {to:Date} AND orders > 0
      GROUP BY customer
    )
    ARRAY JOIN keys AS key GROUP BY key ORDER BY key`,
    { ...filter.params, from, to },
  )
  const rhythm: Rhythm = { gaps: [], visits: [], repeats: [] }
  for (const { key, count } of rows) {
    const kind = kinds[key >>> 24]
    if (kind !== undefined) rhythm[kind].push({ value: key & 0xffffff, count })
  }
  return rhythm
}
