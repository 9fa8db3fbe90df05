import { sql } from 'kysely'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import type { Usual } from './play.ts'

/** The first of these that this shop sends is where a cart begins; without any, the first. */
const cartEvents = ['Checkout Started', 'Cart Updated', 'Product Added']
const usualGap = 30

/** What is commonest in this shop, so that a play fits it as it is. */
export async function readUsual(ch: WorkspaceClickhouse, tx: Tx, workspaceId: string): Promise<Usual> {
  const shop = await sql<{
    currency: string
  }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  const currency = shop.rows[0]?.currency ?? 'EUR'
  const [[money], [gaps], [fans], carts] = await Promise.all([
    ch.query<{ spent: number; ordered: number }>(
      `SELECT toFloat64(quantile(0.9)(revenue)) AS spent, toFloat64(quantileIf(0.9)(revenue, orders = 1)) AS ordered FROM (
        SELECT sum(c.revenue) AS revenue, sum(c.orders) AS orders FROM customer_totals AS c
        WHERE workspace_id = {workspace_id:UUID} AND currency = {currency:String} GROUP BY customer HAVING orders > 0)`,
      { currency },
    ),
    ch.query<{ gap: number }>(
      `SELECT toFloat64(median(dateDiff('day', first_day, last_day) / (orders - 1))) AS gap FROM (
        SELECT min(first_day) AS first_day, max(last_day) AS last_day, sum(c.orders) AS orders FROM customer_totals AS c
        WHERE workspace_id = {workspace_id:UUID} AND currency = {currency:String} GROUP BY customer HAVING orders > 2)`,
      { currency },
    ),
    ch.query<{ usual: string }>(
      `SELECT topK(1)(category)[1] AS usual FROM (
        SELECT arrayJoin(arrayMap(p -> JSONExtractString(p, 'category'), JSONExtractArrayRaw(properties, 'products'))) AS category
        FROM events WHERE workspace_id = {workspace_id:UUID} AND event = 'Order Completed' LIMIT 50000) WHERE category != ''`,
    ),
    ch.query<{ event: string }>(
      `SELECT DISTINCT event FROM events WHERE workspace_id = {workspace_id:UUID} AND event IN {names:Array(String)}`,
      { names: cartEvents },
    ),
  ])
  const gap = Math.round(gaps?.gap ?? 0)
  return {
    muchSpent: roundly(money?.spent ?? 0),
    muchOrdered: roundly(money?.ordered ?? 0),
    gapDays: gap >= 3 && gap <= 365 ? gap : usualGap,
    category: fans?.usual ?? '',
    cartEvent: cartEvents.find((name) => carts.some(({ event }) => event === name)) ?? 'Product Added',
  }
}

/** A figure people would say. */
function roundly(minor: number): number {
  if (!(minor >= 100)) return 10_000
  const step = 10 ** (Math.floor(Math.log10(minor)) - 1)
  return Math.round(minor / step) * step
}
