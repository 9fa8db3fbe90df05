import { sql } from 'kysely'
import type { FactReaders, ProfileFact, RhythmFact, SaleFact, TraitFact } from '#modules/events'
import { takeableJson } from '#platform/clickhouse'
import type { Tx } from '#platform/postgres'
import type { OrderRow, RefundRow } from './orders/orders.repo.ts'
import { orderFacts, refundFact } from './orders/sale-facts.ts'
import { filterableTraits } from './profile/merge-traits.ts'

const pageSize = 20_000

/** Every purchase and refund as it stands, for a rebuild of ClickHouse; of these customer numbers only, when given. */
async function* readSaleFacts(tx: Tx, workspaceId: string, customers?: number[]): AsyncIterable<SaleFact[]> {
  const of = customers ? sql`and c.number = any(${customers}::int[])` : sql``
  let after = ''
  for (;;) {
    const found = await sql<
      OrderRow & { number: number }
    >`select o.order_id as "orderId", o.customer_id as "customerId",
        (extract(epoch from o.ordered_at) * 1000)::bigint as "orderedAt", o.ordered_on as "orderedOn", o.currency,
        o.revenue_minor as "revenueMinor", o.cost_minor as "costMinor", o.items, o.source, o.cancelled, c.number
      from orders o join customers c using (workspace_id, customer_id)
      where o.workspace_id = ${workspaceId} and o.order_id > ${after} ${of} order by o.order_id limit ${pageSize}`.execute(
      tx,
    )
    yield found.rows.flatMap((order) => orderFacts(order, order.number, 1))
    if (found.rows.length < pageSize) break
    after = found.rows.at(-1)?.orderId ?? ''
  }
  let last = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const found = await sql<RefundRow & { number: number }>`select r.refund_id as "refundId", r.order_id as "orderId",
        r.customer_id as "customerId", (extract(epoch from r.refunded_at) * 1000)::bigint as "refundedAt",
        r.refunded_on as "refundedOn", r.currency, r.amount_minor as "amountMinor", r.source, c.number
      from refunds r join customers c using (workspace_id, customer_id)
      where r.workspace_id = ${workspaceId} and r.refund_id > ${last}::uuid ${of} order by r.refund_id limit ${pageSize}`.execute(
      tx,
    )
    yield found.rows.map((refund) => refundFact(refund, refund.number, 1))
    if (found.rows.length < pageSize) break
    last = found.rows.at(-1)?.refundId ?? last
  }
}

/** The rhythm of everybody who ever bought, as it stands; or of these customer numbers, who may have nothing left. */
async function* readRhythmFacts(tx: Tx, workspaceId: string, customers?: number[]): AsyncIterable<RhythmFact[]> {
  const of = customers ? sql`and c.number = any(${customers}::int[])` : sql`and m.visits > 0`
  let after = 0
  for (;;) {
    const found =
      await sql<RhythmFact>`select c.number as customer, coalesce(m.visits, 0) as visits, m.late_from, m.came_back_on
      from customers c left join customer_measures m using (workspace_id, customer_id)
      where c.workspace_id = ${workspaceId} and c.number > ${after} ${of} order by c.number limit ${pageSize}`.execute(
        tx,
      )
    yield found.rows
    if (found.rows.length < pageSize) break
    after = found.rows.at(-1)?.customer ?? after
  }
}

async function* readTraitFacts(tx: Tx, workspaceId: string, customers?: number[]): AsyncIterable<TraitFact[]> {
  const of = customers ? sql`and number = any(${customers}::int[])` : sql``
  let after = 0
  for (;;) {
    const found = await sql<{
      number: number
      traits: Record<string, unknown>
      tags: string[]
    }>`select number, traits, tags
      from customers where workspace_id = ${workspaceId} and merged_into is null and number > ${after} ${of}
      order by number limit ${pageSize}`.execute(tx)
    yield found.rows.flatMap(({ number, traits, tags }) => [
      ...[...filterableTraits(traits)].map(([trait, value]) => ({ trait, value, customer: number, present: 1 })),
      ...tags.map((value) => ({ trait: 'tag', value, customer: number, present: 1 })),
    ])
    if (found.rows.length < pageSize) break
    after = found.rows.at(-1)?.number ?? after
  }
}

type Profile = Omit<ProfileFact, 'first_seen_at'> & { seen: Date }

const profileColumns = sql`c.customer_id, c.number as customer, coalesce(c.merged_into, c.customer_id) as person_id,
  c.traits::text as traits, c.first_seen_at as seen`

const toProfileFact = ({ seen, traits, ...fact }: Profile): ProfileFact => ({
  ...fact,
  traits: takeableJson(traits),
  first_seen_at: seen.toISOString().slice(0, 23),
})

/** What is known of everybody, in the order of their ids; of these customers and whoever was joined to them, when given. */
async function* readProfileFacts(tx: Tx, workspaceId: string, customers?: string[]): AsyncIterable<ProfileFact[]> {
  if (customers) {
    yield await readFamilies(tx, workspaceId, customers)
    return
  }
  let after = '00000000-0000-0000-0000-000000000000'
  for (;;) {
    const found = await sql<Profile>`select ${profileColumns} from customers c
      where c.workspace_id = ${workspaceId} and c.erased_at is null and c.customer_id > ${after}::uuid
      order by c.customer_id limit ${pageSize}`.execute(tx)
    yield found.rows.map(toProfileFact)
    if (found.rows.length < pageSize) break
    after = found.rows.at(-1)?.customer_id ?? after
  }
}

/**
 * Three look-ups by index; one condition for two of them would read everybody for each batch. The ids go along as lists, never as a
 * join: of a table that has just begun to fill the planner knows nothing, and joins each id with everybody.
 */
async function readFamilies(tx: Tx, workspaceId: string, customers: string[]): Promise<ProfileFact[]> {
  const given = await sql<{ id: string }>`select distinct coalesce(merged_into, customer_id) as id from customers
    where workspace_id = ${workspaceId} and customer_id = any(${customers}::uuid[])`.execute(tx)
  const persons = given.rows.map(({ id }) => id)
  const found = await sql<Profile>`select ${profileColumns} from customers c
      where c.workspace_id = ${workspaceId} and c.customer_id = any(${persons}::uuid[]) and c.erased_at is null
    union all
    select ${profileColumns} from customers c where c.workspace_id = ${workspaceId} and c.merged_into is not null
      and c.merged_into = any(${persons}::uuid[]) and c.erased_at is null and c.customer_id <> c.merged_into`.execute(
    tx,
  )
  return found.rows.map(toProfileFact)
}

/** What ClickHouse is told of customers, as it stands in PostgreSQL. */
export const factReaders: FactReaders = { readProfileFacts, readRhythmFacts, readSaleFacts, readTraitFacts }
