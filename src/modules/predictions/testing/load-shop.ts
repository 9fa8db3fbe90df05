import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { type Db, inWorkspace } from '#platform/postgres'
import type { Sale } from './online-retail.ts'

/** A sale with what only some tests need. */
export type ShopSale = Sale & { refunded?: number; cost?: number; source?: string }

/** Customers with these sales in both engines, as the projector leaves them; resolves to their ids by number. */
export async function loadShop(
  { db, ch }: { db: Db; ch: Clickhouse },
  workspaceId: string,
  sales: ShopSale[],
  currency = 'EUR',
): Promise<Map<number, string>> {
  const numbers = [...new Set(sales.map(({ customer }) => customer))].sort((a, b) => a - b)
  const ids = new Map(numbers.map((number) => [number, newId()]))
  const dayOf = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10)
  const rows = sales.flatMap(({ customer, day, hour, minor, refunded = 0, cost, source = 'import' }) => {
    const sale = {
      workspace_id: workspaceId,
      source,
      day: dayOf(day),
      customer,
      order_id: newId(),
      currency,
      ordered_at: `${dayOf(day)}T${String(hour).padStart(2, '0')}:30:00Z`,
      orders: 1,
      revenue: minor,
      refunded: 0,
      cost: cost ?? 0,
      costed_revenue: cost === undefined ? 0 : minor,
      items: 1,
    }
    const back = { ...sale, orders: 0, revenue: 0, refunded, cost: 0, costed_revenue: 0, items: 0 }
    return refunded > 0 ? [sale, back] : [sale]
  })
  for (let from = 0; from < rows.length; from += 10_000)
    await ch.insert('sales', rows.slice(from, from + 10_000), { token: newId() })
  const people = numbers.map((number) => {
    const own = sales.filter(({ customer }) => customer === number).sort((a, b) => a.day - b.day)
    const days = [...new Set(own.map(({ day }) => dayOf(day)))]
    return {
      number,
      id: ids.get(number),
      name: `Customer ${number}`,
      orders: own.length,
      revenue: own.reduce((sum, { minor }) => sum + minor, 0),
      days: days.slice(-24),
      visits: days.length,
      first: days[0],
      last: days.at(-1),
    }
  })
  await inWorkspace(db, workspaceId, async (tx) => {
    const given = sql`jsonb_to_recordset(${JSON.stringify(people)}::jsonb)
      as p (number int, id uuid, name text, orders int, revenue bigint, days jsonb, visits int, first date, last date)`
    await sql`insert into customers (workspace_id, customer_id, number, name, first_seen_at, last_seen_at)
      select ${workspaceId}, id, number, name, first, last from ${given}`.execute(tx)
    await sql`insert into customer_measures (workspace_id, customer_id, orders, visits, home_orders, revenue_minor,
        first_order_at, last_order_at, first_visit_on, last_visit_on, recent_visits)
      select ${workspaceId}, id, orders, visits, orders, revenue, first, last, first, last,
        array(select jsonb_array_elements_text(days)::date) from ${given}`.execute(tx)
    await sql`update workspaces set next_customer_number = ${(numbers.at(-1) ?? 0) + 1}
      where workspace_id = ${workspaceId}`.execute(tx)
  })
  return ids
}
