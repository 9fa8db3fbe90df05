import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

export type Purchases = {
  /** the latest orders that stand, newest first, in the currency of the workspace */
  orders: { on: string; revenueMinor: number }[]
  /** the days of the refunds among the latest, newest first */
  refundedOn: string[]
}

/** What these customers, one person and who was joined to them, bought and gave back lately; `limit` of each. */
export async function readPurchases(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  limit: number,
): Promise<Purchases> {
  const orders = await sql<Purchases['orders'][number]>`
    select o.ordered_on as "on", o.revenue_minor as "revenueMinor"
    from orders o join workspaces w on w.workspace_id = o.workspace_id and w.currency = o.currency
    where o.workspace_id = ${workspaceId} and o.customer_id = any(${customerIds}::uuid[]) and not o.cancelled and o.revenue_minor > 0
    order by o.ordered_on desc, o.order_id desc limit ${limit}`.execute(tx)
  const refunds = await sql<{ on: string }>`select refunded_on as "on" from refunds
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])
    order by refunded_on desc limit ${limit}`.execute(tx)
  return { orders: orders.rows, refundedOn: refunds.rows.map((row) => row.on) }
}
