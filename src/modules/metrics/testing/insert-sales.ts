import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { tellRhythms } from './tell-rhythms.ts'

export type TestSale = {
  customer: number
  day: string
  at?: string
  revenue: number
  refunded?: number
  cost?: number | null
  currency?: string
  source?: string
  orderId?: string
  /** -1 takes back what +1 gave; 0 is a refund, whose revenue is 0 */
  orders?: 1 | 0 | -1
}

/** Sales rows as the projector writes them, and the rhythm that follows from them. */
export async function insertSales(ch: Clickhouse, workspaceId: string, sales: TestSale[]): Promise<void> {
  const rows = sales.map(({ customer, day, at, revenue, refunded = 0, cost = null, orders = 1, ...sale }) => ({
    workspace_id: workspaceId,
    source: sale.source ?? 'import',
    day,
    customer,
    order_id: sale.orderId ?? newId(),
    currency: sale.currency ?? 'EUR',
    ordered_at: at ?? `${day}T12:00:00Z`,
    orders,
    revenue: revenue * orders,
    refunded: orders === -1 ? -refunded : refunded,
    cost: (cost ?? 0) * orders,
    costed_revenue: (cost === null ? 0 : revenue) * orders,
    items: orders,
  }))
  await ch.insert('sales', rows, { token: newId() })
  await tellRhythms(ch, workspaceId, [...new Set(sales.map(({ customer }) => customer))])
}

export async function insertTraits(
  ch: Clickhouse,
  workspaceId: string,
  traits: { customer: number; trait: string; value: string; present?: number }[],
): Promise<void> {
  const rows = traits.map((trait) => ({ workspace_id: workspaceId, present: 1, ...trait }))
  await ch.insert('customer_traits', rows, { token: newId() })
}
