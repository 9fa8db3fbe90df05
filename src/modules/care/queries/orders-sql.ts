/** The latest orders of one customer that were not cancelled, each once: `occurred_at`, `source`, `properties`. */
export const ordersSql = `
  SELECT occurred_at, source, properties FROM (
    SELECT occurred_at, source, properties, if(JSONHas(properties, 'order_id'), JSONExtractRaw(properties, 'order_id'), toString(position)) AS order_key
    FROM events
    WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} AND event = 'Order Completed'
      AND order_key NOT IN (
        SELECT JSONExtractRaw(properties, 'order_id') FROM events
        WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {ids:Array(UUID)} AND event = 'Order Cancelled')
    ORDER BY occurred_at DESC, position DESC LIMIT 1 BY order_key LIMIT 2000
  )`
