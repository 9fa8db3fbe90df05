import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'

type Rows = Record<string, unknown>[]

/**
 * Everything both engines keep of a workspace's events, with ids and positions told as numbers that count from one, and people by the
 * number of who they are now: two workspaces in which the same happened have the same.
 */
export async function snapshot(db: Db, ch: Clickhouse, workspaceId: string): Promise<Record<string, Rows>> {
  const numbers = await inWorkspace(db, workspaceId, (tx) => personNumbers(tx))
  return {
    ...(await inWorkspace(db, workspaceId, async (tx) => {
      const found: Record<string, Rows> = {}
      for (const [table, query] of Object.entries(postgresQueries))
        found[table] = (await sql.raw<Record<string, unknown>>(query).execute(tx)).rows
      return found
    })),
    ...(await clickhouseRows(ch, workspaceId, numbers)),
  }
}

const people = `people as (select c.customer_id, p.number from customers c
  join customers p on p.workspace_id = c.workspace_id and p.customer_id = coalesce(c.merged_into, c.customer_id))`

const postgresQueries: Record<string, string> = {
  event_log: `select rank() over (order by position) as place, message_key, occurred_at, source, import_id, event, body::jsonb from event_log order by position`,
  event_batches: `with ${people}, ranked as (select position, rank() over (order by position) as place from event_log)
    select r.place, p.number, b.pending from event_batches b, unnest(b.positions, b.customer_ids) as u (position, customer_id)
    join ranked r using (position) join people p on p.customer_id = u.customer_id order by 1`,
  offsets: `select (select projected = written from event_writers w where w.workspace_id = o.workspace_id) as whole, rebuilding_since,
    projected = (select max(position) from event_log) as last, (select next_customer_number from workspaces) as next from event_offsets o`,
  customers: `select number, name, email, phone, external_id, traits, trait_times, tags, search_text, first_seen_at, last_seen_at,
    is_anonymous, created_by_import from customers where merged_into is null order by number`,
  merged: `select c.number, p.number as into, c.traits from customers c join customers p on p.customer_id = c.merged_into order by 1`,
  customer_identities: `with ${people} select kind, value, number from customer_identities join people using (customer_id) order by 1, 2`,
  customer_measures: `with ${people} select p.number, to_jsonb(m) - 'customer_id' - 'workspace_id' as measures
    from customer_measures m join people p using (customer_id) join customers c on c.customer_id = m.customer_id
    where c.merged_into is null order by 1`,
  orders: `with ${people} select p.number, to_jsonb(o) - 'customer_id' - 'workspace_id' as told
    from orders o join people p using (customer_id) order by o.order_id`,
  refunds: `with ${people} select p.number, to_jsonb(r) - 'customer_id' - 'workspace_id' as told
    from refunds r join people p using (customer_id) order by r.refund_id`,
  products: `select product_id, name, category, price_minor, currency, image_url, url, in_stock, search_text, first_seen_at
    from products order by 1`,
  product_histories: `with ${people} select p.number, i.key, sum((i.value ->> 0)::int) as bought, max((i.value ->> 2)::bigint) as last,
    max((i.value ->> 3)::bigint) as viewed from product_histories h join people p using (customer_id), jsonb_each(h.items) i
    group by 1, 2 order by 1, 2`,
}

async function personNumbers(tx: Tx): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; number: number }>`select c.customer_id as id, p.number from customers c
    join customers p on p.customer_id = coalesce(c.merged_into, c.customer_id)`.execute(tx)
  return new Map(rows.map(({ id, number }) => [id, number]))
}

const sums = `sum(t.orders) AS orders, sum(t.revenue) AS revenue`
const more = `sum(t.refunded) AS refunded, sum(t.cost) AS cost, sum(t.costed_revenue) AS costed, sum(t.items) AS items`

const clickhouseQueries: Record<string, string> = {
  ch_sales: `SELECT source, day, customer, order_id, currency, ordered_at, ${sums}, ${more} FROM sales AS t WHERE ?
    GROUP BY source, day, customer, order_id, currency, ordered_at HAVING orders != 0 OR refunded != 0 ORDER BY ALL`,
  ch_active_days: `SELECT source, day, arraySort(bitmapToArray(groupBitmapMergeState(customers))) AS who FROM active_days WHERE ? GROUP BY source, day ORDER BY ALL`,
  ch_daily_sales: `SELECT day, source, currency, ${sums}, sum(t.refunded) AS refunded FROM daily_sales AS t WHERE ? GROUP BY ALL ORDER BY ALL`,
  ch_months: `SELECT month, customer, source, currency, ${sums}, ${more}, groupBitOr(t.visits) AS visits FROM customer_months AS t
    WHERE ? GROUP BY month, customer, source, currency ORDER BY ALL`,
  ch_days: `SELECT customer, day, source, currency, ${sums}, min(t.first_at) AS first, max(t.last_at) AS last FROM customer_days AS t
    WHERE ? GROUP BY customer, day, source, currency ORDER BY ALL`,
  ch_totals: `SELECT customer, source, currency, min(t.first_day) AS first, max(t.last_day) AS last, ${sums}, ${more}
    FROM customer_totals AS t WHERE ? GROUP BY customer, source, currency ORDER BY ALL`,
  ch_rhythms: `SELECT customer, argMax(t.visits, t.version) AS v, argMax(t.late_from, t.version) AS late, argMax(t.came_back_on, t.version) AS back
    FROM customer_rhythms AS t WHERE ? GROUP BY customer HAVING v > 0 ORDER BY ALL`,
  ch_blocks: `SELECT DISTINCT block FROM customer_blocks WHERE ? ORDER BY block`,
  ch_traits: `SELECT trait, value, customer, sum(t.present) AS there FROM customer_traits AS t WHERE ? GROUP BY trait, value, customer
    HAVING there != 0 ORDER BY ALL`,
}

async function clickhouseRows(
  ch: Clickhouse,
  workspaceId: string,
  numbers: Map<string, number>,
): Promise<Record<string, Rows>> {
  const workspace = ch.forWorkspace(workspaceId)
  const where = 'workspace_id = {workspace_id:UUID}'
  const found: Record<string, Rows> = {}
  for (const [table, query] of Object.entries(clickhouseQueries))
    found[table] = await workspace.query(query.replace('?', where))
  const events = await workspace.query<{ customer_id: string; properties: string }>(
    `SELECT customer_id, occurred_at, event, source, import_id, properties FROM events WHERE ${where} ORDER BY position`,
  )
  found.ch_events = events.map(({ customer_id, properties, ...event }) => ({
    ...event,
    number: numbers.get(customer_id),
    properties: JSON.parse(properties),
  }))
  const profiles = await workspace.query<{ customer_id: string; person_id: string; traits: string; customer: number }>(
    `SELECT customer_id, argMax(t.person_id, t.version) AS person_id, argMax(t.customer, t.version) AS customer,
      argMax(t.traits, t.version) AS traits, argMax(t.first_seen_at, t.version) AS seen
    FROM customer_profiles AS t WHERE ${where} GROUP BY customer_id ORDER BY customer`,
  )
  found.ch_profiles = profiles
    .filter(({ customer_id, person_id }) => customer_id === person_id)
    .map(({ customer_id, person_id, traits, ...profile }) => ({
      ...profile,
      person: numbers.get(person_id),
      traits: JSON.parse(traits),
    }))
  return found
}
