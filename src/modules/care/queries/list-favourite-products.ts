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
    SELECT name, toUInt32(count()) AS times, toFloat64(sum(quantity)) AS quantity, sum(weight) AS weight FROM (
      SELECT ${name} AS name, occurred_at,
        sum(greatest(0, ifNull(JSONExtract(product, 'quantity', 'Nullable(Float64)'), 1))) AS quantity,
        exp2(-dateDiff('day', occurred_at, newest) / 182) AS weight
      FROM orders ARRAY JOIN JSONExtractArrayRaw(properties, 'products') AS product
      GROUP BY name, occurred_at
    ) WHERE name != '' AND quantity > 0 GROUP BY name ORDER BY weight DESC, name LIMIT ${most}`,
    { ids },
    { urgent: true },
  )
}
