import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

export type OrderRow = {
  orderId: string
  customerId: string
  stateAt: number
  orderedAt: number
  orderedOn: string
  currency: string
  revenueMinor: number
  costMinor: number | null
  items: number
  source: string
  importId: string | null
  cancelled: boolean
}
export type RefundRow = {
  refundId: string
  orderId: string
  customerId: string
  refundedAt: number
  refundedOn: string
  currency: string
  amountMinor: number
  source: string
  importId: string | null
}

const orderColumns = sql`order_id as "orderId", customer_id as "customerId",
  (extract(epoch from state_at) * 1000)::bigint as "stateAt", (extract(epoch from ordered_at) * 1000)::bigint as "orderedAt",
  ordered_on as "orderedOn", currency, revenue_minor as "revenueMinor", cost_minor as "costMinor", items, source,
  import_id as "importId", cancelled`

const refundColumns = sql`refund_id as "refundId", order_id as "orderId", customer_id as "customerId",
  (extract(epoch from refunded_at) * 1000)::bigint as "refundedAt", refunded_on as "refundedOn", currency,
  amount_minor as "amountMinor", source, import_id as "importId"`

export async function findOrders(tx: Tx, workspaceId: string, orderIds: string[]): Promise<Map<string, OrderRow>> {
  const found = await sql<OrderRow>`select ${orderColumns} from orders
    where workspace_id = ${workspaceId} and order_id = any(${orderIds}::text[])`.execute(tx)
  return new Map(found.rows.map((row) => [row.orderId, row]))
}

export async function findOrdersOf(tx: Tx, workspaceId: string, customerIds: string[]): Promise<OrderRow[]> {
  const found = await sql<OrderRow>`select ${orderColumns} from orders
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return found.rows
}

export async function findRefundsOf(tx: Tx, workspaceId: string, customerIds: string[]): Promise<RefundRow[]> {
  const found = await sql<RefundRow>`select ${refundColumns} from refunds
    where workspace_id = ${workspaceId} and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  return found.rows
}

export async function saveOrders(tx: Tx, workspaceId: string, orders: OrderRow[]): Promise<void> {
  if (orders.length === 0) return
  await sql`insert into orders (workspace_id, order_id, customer_id, state_at, ordered_at, ordered_on, currency, revenue_minor,
      cost_minor, items, source, import_id, cancelled)
    select ${workspaceId}, o."orderId", o."customerId", to_timestamp(o."stateAt" / 1000.0), to_timestamp(o."orderedAt" / 1000.0),
      o."orderedOn", o.currency, o."revenueMinor", o."costMinor", o.items, o.source, o."importId", o.cancelled
    from json_to_recordset(${JSON.stringify(orders)}::json) as o ("orderId" text, "customerId" uuid, "stateAt" bigint, "orderedAt" bigint,
      "orderedOn" date, currency text, "revenueMinor" bigint, "costMinor" bigint, items int, source text, "importId" uuid, cancelled bool)
    on conflict (workspace_id, order_id) do update set customer_id = excluded.customer_id, state_at = excluded.state_at,
      ordered_at = excluded.ordered_at, ordered_on = excluded.ordered_on, currency = excluded.currency,
      revenue_minor = excluded.revenue_minor, cost_minor = excluded.cost_minor, items = excluded.items,
      source = excluded.source, import_id = excluded.import_id, cancelled = excluded.cancelled`.execute(tx)
}

/** Returns the refunds that were new. */
export async function insertRefunds(tx: Tx, workspaceId: string, refunds: RefundRow[]): Promise<RefundRow[]> {
  if (refunds.length === 0) return []
  const added = await sql<{
    id: string
  }>`insert into refunds (workspace_id, refund_id, order_id, customer_id, refunded_at, refunded_on,
      currency, amount_minor, source, import_id)
    select ${workspaceId}, r."refundId", r."orderId", r."customerId", to_timestamp(r."refundedAt" / 1000.0), r."refundedOn",
      r.currency, r."amountMinor", r.source, r."importId"
    from json_to_recordset(${JSON.stringify(refunds)}::json) as r ("refundId" uuid, "orderId" text, "customerId" uuid,
      "refundedAt" bigint, "refundedOn" date, currency text, "amountMinor" bigint, source text, "importId" uuid)
    on conflict do nothing returning refund_id as id`.execute(tx)
  const ids = new Set(added.rows.map((row) => row.id))
  return refunds.filter((refund) => ids.has(refund.refundId))
}

export async function moveSales(tx: Tx, workspaceId: string, merges: { from: string; into: string }[]): Promise<void> {
  for (const table of ['orders', 'refunds'] as const) {
    await sql`update ${sql.table(table)} o set customer_id = m.target
      from unnest(${merges.map((m) => m.from)}::uuid[], ${merges.map((m) => m.into)}::uuid[]) as m (source, target)
      where o.workspace_id = ${workspaceId} and o.customer_id = m.source`.execute(tx)
  }
}
