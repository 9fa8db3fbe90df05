import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { ordersSql } from './orders-sql.ts'

/** Where a customer buys: the shop that the order names, or else the source it came from. */
export async function countOrderSources(
  ch: WorkspaceClickhouse,
  ids: string[],
): Promise<{ source: string; orders: number }[]> {
  return await ch.query(
    `SELECT if(place != '', place, source) AS source, toUInt32(count()) AS orders
    FROM (SELECT source, arrayFirst(text -> text != '', [JSONExtractString(properties, 'store'), JSONExtractString(properties, 'location'), JSONExtractString(properties, 'affiliation')]) AS place
      FROM (${ordersSql}))
    GROUP BY source ORDER BY orders DESC, source LIMIT 6`,
    { ids },
    { urgent: true },
  )
}
