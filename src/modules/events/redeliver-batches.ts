import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import type { Tx } from '#platform/postgres'
import { insertBatch, repairAggregates, repairDailySales } from './analytics-rows.ts'
import { deliverProfiles } from './deliver-profiles.ts'
import { deliverRhythms } from './deliver-rhythms.ts'
import { distinct, joinFacts } from './join-facts.ts'
import { moveEvents } from './move-events.ts'
import { noteChanges } from './note-changes.ts'
import type { Facts, LoggedEvent, ProfileFact, RhythmFact, SaleFact, TraitFact } from './projection.ts'

/** What was bought and what is known of customers as it stands in PostgreSQL, in pages; of these customer numbers only, when given. */
export type FactReaders = {
  readSaleFacts: (tx: Tx, workspaceId: string, customers?: number[]) => AsyncIterable<SaleFact[]>
  readTraitFacts: (tx: Tx, workspaceId: string, customers?: number[]) => AsyncIterable<TraitFact[]>
  readRhythmFacts: (tx: Tx, workspaceId: string, customers?: number[]) => AsyncIterable<RhythmFact[]>
  /** by customer id; whoever was joined to one of them comes along */
  readProfileFacts: (tx: Tx, workspaceId: string, customers?: string[]) => AsyncIterable<ProfileFact[]>
}

type Broken = {
  batchId: number
  from: number
  to: number
  pending: Facts
  events: LoggedEvent[]
  customerIds: string[]
}

/**
 * Makes whole what a broken delivery may have left in part: the batches' events are deleted and written again, and the customers
 * they touched get their sales and traits anew from PostgreSQL, less what later batches will still tell. Safe to repeat.
 */
export async function redeliverBatches(
  deps: { ch: Clickhouse } & FactReaders,
  tx: Tx,
  workspaceId: string,
  batches: Broken[],
): Promise<void> {
  // The projector's lock: PostgreSQL stands still while its state is read.
  await sql`select from event_offsets where workspace_id = ${workspaceId} for update`.execute(tx)
  const run = newId()
  const last = Math.max(...batches.map((batch) => batch.batchId))
  await redeliverEvents(deps.ch, workspaceId, run, batches)
  const facts = joinFacts(batches.map((batch) => batch.pending))
  await moveEvents(deps.ch, tx, workspaceId, facts.moved)
  const customers = distinct([...facts.sales.map((sale) => sale.customer), ...facts.repair.customers])
  const days = distinct([...facts.sales.map((sale) => sale.day), ...facts.repair.days])
  await redeliver(deps.ch, tx, workspaceId, { customers, last, run }, anewSales(deps, workspaceId))
  await repairDailySales(deps.ch, workspaceId, { customers, days }, run)
  await repairAggregates(deps.ch, workspaceId, { customers, days }, run)
  await deliverRhythms(deps, tx, workspaceId, { customers, version: last, token: run })
  await noteChanges(deps.ch, workspaceId, customers, run)
  await deliverProfiles(deps, tx, workspaceId, { customers: facts.profiles, version: last, token: run })
  const told = distinct(facts.traits.map((trait) => trait.customer))
  await redeliver(deps.ch, tx, workspaceId, { customers: told, last, run }, anewTraits(deps, workspaceId))
}

async function redeliverEvents(ch: Clickhouse, workspaceId: string, run: string, batches: Broken[]): Promise<void> {
  const from = Math.min(...batches.map((batch) => batch.from))
  const to = Math.max(...batches.map((batch) => batch.to))
  await ch
    .forWorkspace(workspaceId)
    .command(
      'DELETE FROM events WHERE workspace_id = {workspace_id:UUID} AND position BETWEEN {from:UInt64} AND {to:UInt64}',
      { from, to },
    )
  const events = batches.flatMap((batch) => batch.events)
  const customerIds = batches.flatMap((batch) => batch.customerIds)
  await insertBatch(ch, workspaceId, `${run}-e`, events, customerIds, { sales: [], traits: [] })
}

type OfCustomer = { customer: number }

/** How one kind of fact is read anew, and taken back where a batch to come will tell it again. */
type Anew<T extends OfCustomer> = {
  table: 'sales' | 'customer_traits'
  pending: 'sales' | 'traits'
  read: (tx: Tx, workspaceId: string, customers: number[]) => AsyncIterable<T[]>
  takeBack: (fact: T) => T
  insert: (facts: T[], token: string) => Promise<void>
}

function anewSales({ ch, readSaleFacts }: { ch: Clickhouse } & FactReaders, workspaceId: string): Anew<SaleFact> {
  return {
    table: 'sales',
    pending: 'sales',
    read: readSaleFacts,
    takeBack: (fact) => ({
      ...fact,
      orders: -fact.orders,
      revenue: -fact.revenue,
      refunded: -fact.refunded,
      cost: -fact.cost,
      costed_revenue: -fact.costed_revenue,
      items: -fact.items,
    }),
    insert: (sales, token) => insertBatch(ch, workspaceId, token, [], [], { sales, traits: [] }),
  }
}

function anewTraits({ ch, readTraitFacts }: { ch: Clickhouse } & FactReaders, workspaceId: string): Anew<TraitFact> {
  return {
    table: 'customer_traits',
    pending: 'traits',
    read: readTraitFacts,
    takeBack: (fact) => ({ ...fact, present: -fact.present }),
    insert: (traits, token) => insertBatch(ch, workspaceId, token, [], [], { sales: [], traits }),
  }
}

/** Facts of these customers as PostgreSQL has them, less what batches after `last` will still tell. */
async function redeliver<T extends OfCustomer>(
  ch: Clickhouse,
  tx: Tx,
  workspaceId: string,
  { customers, last, run }: { customers: number[]; last: number; run: string },
  anew: Anew<T>,
): Promise<void> {
  if (customers.length === 0) return
  await deleteOf(ch, workspaceId, anew.table, customers)
  const later = await readLater<T>(tx, workspaceId, anew.pending, customers, last)
  let page = 0
  const insert = (facts: T[]): Promise<void> => anew.insert(facts, `${run}-${anew.pending}${page++}`)
  for await (const facts of anew.read(tx, workspaceId, customers)) await insert(facts)
  await insert(later.map(anew.takeBack))
}

async function deleteOf(ch: Clickhouse, workspaceId: string, table: string, customers: number[]): Promise<void> {
  await ch
    .forWorkspace(workspaceId)
    .command(
      `DELETE FROM ${table} WHERE workspace_id = {workspace_id:UUID} AND customer IN {customers:Array(UInt32)}`,
      { customers },
    )
}

/** What batches that come afterwards will tell of these customers. */
async function readLater<T>(
  tx: Tx,
  workspaceId: string,
  kind: 'sales' | 'traits',
  customers: number[],
  after: number,
): Promise<T[]> {
  const found = await sql<{
    fact: T
  }>`select f.fact from event_batches b, jsonb_array_elements(b.pending -> ${kind}) as f (fact)
    where b.workspace_id = ${workspaceId} and b.batch_id > ${after} and b.pending is not null
      and (f.fact ->> 'customer')::int = any(${customers}::int[])`.execute(tx)
  return found.rows.map((row) => row.fact)
}
