import type { Clickhouse } from '#platform/clickhouse'
import type { ToldLines, ToldShop } from './choose-lines.ts'

/** What a shop's model is made of, with products as numbers: `products[i]` is the id of item i. */
export type ShopLines = ToldShop & { products: string[]; sampledEvery: number }

const mostOrders = 200_000
const mostViews = 200_000
const mostLines = 1_500_000
/** Of fewer people than one in so many nobody is read: then one customer alone has more than can be, and what was read will do. */
const rarest = 2 ** 20
const years = 3

type Row = { person: string; event: string; at: number; order: string; items: string[] }

const itemsSql = `arrayFilter(id -> id != '', arrayMap(product -> arrayFirst(text -> text != '', [
    JSONExtractString(product, 'product_id'), JSONExtractString(product, 'sku'), JSONExtractString(product, 'id'), JSONExtractString(product, 'name'),
    if(JSONType(product, 'product_id') IN ('Int64', 'UInt64'), JSONExtractRaw(product, 'product_id'), '')]),
    if(JSONHas(properties, 'products'), JSONExtractArrayRaw(properties, 'products'), [properties])))`

const moment = (name: string): string => `parseDateTime64BestEffort({${name}:String}, 3, 'UTC')`

/**
 * The purchases and views of the last three years by person (who was joined is one), cancelled orders left out. Of a large shop only the
 * orders of a share of its people are read, and the views of a share, chosen by hash, so that time and memory stay bounded.
 */
export async function readInteractions(
  ch: Clickhouse,
  workspaceId: string,
  { until, signal, atMost = mostLines }: { until: Temporal.Instant; signal: AbortSignal; atMost?: number },
): Promise<ShopLines> {
  const workspace = ch.forWorkspace(workspaceId)
  // Three years before the newest of it: what was imported may be old. Clocks of pages that are years ahead do not count.
  const [newest] = await workspace.query<{ at: string }>(
    `SELECT toString(max(occurred_at)) AS at FROM events WHERE workspace_id = {workspace_id:UUID}
      AND event IN ('Order Completed', 'Product Viewed') AND occurred_at <= ${moment('until')} + INTERVAL 1 DAY`,
    { until: until.toString() },
    { signal },
  )
  const named = `workspace_id = {workspace_id:UUID} AND event IN ('Order Completed', 'Product Viewed')
    AND occurred_at >= ${moment('newest')} - INTERVAL ${years} YEAR AND occurred_at <= ${moment('newest')}`
  const from = { newest: newest?.at ?? '1970-01-01 00:00:00' }
  const [count] = await workspace.query<{ orders: number; views: number }>(
    `SELECT toUInt32(countIf(event = 'Order Completed')) AS orders, toUInt32(countIf(event = 'Product Viewed')) AS views
    FROM events WHERE ${named}`,
    from,
    { signal },
  )
  const readOf = (every: { orders: number; views: number }) =>
    workspace.stream<Row>(
      `WITH joined AS (SELECT customer_id AS id, argMax(person_id, version) AS person_id FROM customer_profiles
        WHERE workspace_id = {workspace_id:UUID} GROUP BY customer_id HAVING person_id != customer_id)
    SELECT toString(if(j.person_id = toUUID('00000000-0000-0000-0000-000000000000'), e.customer_id, j.person_id)) AS person, event,
      toUnixTimestamp64Milli(occurred_at) / 86400000 AS at, order_key AS order, items
    FROM (SELECT customer_id, event, occurred_at, if(JSONHas(properties, 'order_id'), JSONExtractRaw(properties, 'order_id'), toString(position)) AS order_key,
        ${itemsSql} AS items
      FROM events PREWHERE ${named}
        AND cityHash64(customer_id) % if(event = 'Product Viewed', {everyView:UInt32}, {everyOrder:UInt32}) = 0) AS e
    LEFT JOIN joined AS j ON j.id = e.customer_id
    WHERE event = 'Product Viewed' OR order_key NOT IN (SELECT JSONExtractRaw(properties, 'order_id') FROM events
      WHERE workspace_id = {workspace_id:UUID} AND event = 'Order Cancelled')`,
      { ...from, everyOrder: every.orders, everyView: every.views },
      { signal },
    )
  // Orders of many lines are too much after all: then half of the people are read whole, not the first of them alone.
  for (let { orders, views } = sampleOf(count ?? { orders: 0, views: 0 }); ; orders *= 2, views *= 2) {
    const reader = createReader()
    for await (const batch of readOf({ orders, views })) {
      for (const row of batch) reader.add(row)
      if (reader.size() > atMost) break
    }
    if (reader.size() <= atMost || orders >= rarest) return { ...reader.finish(), sampledEvery: orders }
  }
}

/**
 * Of so many people one is read, for orders and for views: where a shop is looked at a thousand times for each order, all its orders still
 * teach. Whose views are read, of them the orders are too.
 */
export function sampleOf({ orders, views }: { orders: number; views: number }): { orders: number; views: number } {
  const every = Math.max(1, Math.ceil(orders / mostOrders))
  return { orders: every, views: every * Math.max(1, Math.ceil(views / every / mostViews)) }
}

function createReader() {
  const people = new Map<string, number>()
  const orders = new Map<string, number>()
  const products = new Map<string, number>()
  const lines = () => ({ user: [] as number[], item: [] as number[], time: [] as number[], order: [] as number[] })
  const [bought, viewed] = [lines(), lines()]
  const numberOf = (known: Map<string, number>, key: string): number => {
    const number = known.get(key) ?? known.size
    known.set(key, number)
    return number
  }
  const told = ({ user, item, time, order }: ReturnType<typeof lines>): ToldLines => ({
    user: Int32Array.from(user),
    item: Int32Array.from(item),
    time: Float64Array.from(time),
    order: Int32Array.from(order),
  })
  return {
    size: () => bought.user.length + viewed.user.length,
    add({ person, event, at, order, items }: Row): void {
      const isOrder = event === 'Order Completed'
      const to = isOrder ? bought : viewed
      const user = numberOf(people, person)
      for (const id of new Set(items)) {
        to.user.push(user)
        to.item.push(numberOf(products, id.slice(0, 200)))
        to.time.push(at)
        if (isOrder) to.order.push(numberOf(orders, `${person}/${order}`))
      }
    },
    finish: (): Omit<ShopLines, 'sampledEvery'> => ({
      bought: told(bought),
      viewed: told(viewed),
      users: people.size,
      orders: orders.size,
      products: [...products.keys()],
    }),
  }
}
