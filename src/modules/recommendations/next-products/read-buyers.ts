import { sql } from 'kysely'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import type { Buyer } from './foretell-thread.ts'

const days = 365
/** Half a millisecond of a thread each, where people buy dozens of things; a shop with more has it of those who came last. */
const mostBuyers = 200_000

/** Numbers of whoever bought in the year up to the shop's newest purchase, ascending. */
export async function findBuyers(ch: WorkspaceClickhouse, today: string, signal: AbortSignal): Promise<Uint32Array> {
  const [numbers] = await ch.arrays(
    `SELECT groupArray(customer) FROM (
      SELECT customer, max(t.last_day) AS latest FROM customer_totals AS t
      WHERE workspace_id = {workspace_id:UUID} GROUP BY customer
      HAVING sum(t.orders) > 0 AND latest > (
        SELECT least(max(last_day), {today:Date}) - ${days} FROM customer_totals WHERE workspace_id = {workspace_id:UUID})
      ORDER BY latest DESC, customer LIMIT ${mostBuyers})`,
    ['UInt32'],
    { today },
    { signal },
  )
  return numbers.sort()
}

/** What they bought and looked at, joined customers' with theirs; who is joined to somebody or forgotten by now is left out. */
export async function readBuyers(tx: Tx, workspaceId: string, numbers: Uint32Array): Promise<Buyer[]> {
  const { rows } = await sql<{ number: number; items: string }>`
    select c.number, h.items
    from unnest(${Array.from(numbers)}::int[]) as n (number)
      cross join lateral (select customer_id, number from customers
        where workspace_id = ${workspaceId} and number = n.number and merged_into is null and erased_at is null offset 0) as c
      cross join lateral (select c.customer_id as id union all
        select customer_id from customers where workspace_id = ${workspaceId} and merged_into = c.customer_id) as f
      cross join lateral (select items::text as items from product_histories
        where workspace_id = ${workspaceId} and customer_id = f.id offset 0) as h`.execute(tx)
  const byNumber = Map.groupBy(rows, ({ number }) => number)
  return [...byNumber].map(([number, own]) => ({ number, histories: own.map(({ items }) => items) }))
}
