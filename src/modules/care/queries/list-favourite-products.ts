import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { ordersSql } from './orders-sql.ts'

export type Favourite = { name: string; times: number; quantity: number; weight: number }

const most = 6

/** What stands on a customer's orders most often, an order half a year ago counting half; by name of product or by category. */
export async function listFavouriteProducts(
  ch: WorkspaceClickhouse,
  ids: string[],
  by: 'product' | 'category',
): Promise<Favourite[]> {
  const name =
    by === 'category'
      ? `JSONExtractString(product, 'category')`
      : `arrayFirst(text -> text != '', [JSONExtractString(product, 'name'), JSONExtractString(product, 'product_id'), JSONExtractString(product, 'sku')])`
  return await ch.query(
    `WITH orders AS (${ordersSql}), (SELECT max(occurred_at) FROM orders) AS newest
    SELECT line AS name, toUInt32(count()) AS times, sum(pieces) AS quantity, sum(exp2(-dateDiff('day', at, newest) / 182)) AS weight
    FROM (
      SELECT ${name} AS line, occurred_at AS at,
        sum(greatest(0, ifNull(JSONExtract(product, 'quantity', 'Nullable(Float64)'), 1))) AS pieces
      FROM orders ARRAY JOIN JSONExtractArrayRaw(properties, 'products') AS product
      GROUP BY line, at
    ) WHERE line != '' AND pieces > 0 GROUP BY line ORDER BY weight DESC, name LIMIT ${most}`,
    { ids },
    { urgent: true },
  )
}
