import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { insertBatch, repairAggregates } from './analytics-rows.ts'
import { deliverProfiles } from './deliver-profiles.ts'
import { deliverRhythms } from './deliver-rhythms.ts'
import { distinct, joinFacts } from './join-facts.ts'
import { moveEvents } from './move-events.ts'
import { noteChanges } from './note-changes.ts'
import { findOwnedEvents } from './owned-events.ts'
import type { ProjectedBatch } from './project-batch.ts'
import type { Facts } from './projection.ts'
import { type FactReaders, redeliverBatches } from './redeliver-batches.ts'

type Pending = { batchId: number; from: number; to: number; pending: Facts }
type WithEvents = Pending & ProjectedBatch

/** Batches that were just projected, so that they need not be read again; what is not here comes from PostgreSQL. */
export type BatchCache = Map<string, ProjectedBatch>
export const cacheKey = (workspaceId: string, batchId: number): string => `${workspaceId}/${batchId}`

// Told at once: many small batches cost hardly more than one.
const mostBatches = 100
const mostEvents = 20_000

/**
 * Tells ClickHouse the oldest batches it does not know yet. The workspace's lock keeps deliveries in order and apart from
 * repairs and rebuilds. Batches whose delivery broke off before are taken back first. Returns how many events were delivered.
 */
export async function deliverBatches(
  deps: { db: Db; ch: Clickhouse } & FactReaders,
  workspaceId: string,
  cache: BatchCache,
): Promise<number> {
  const claim = await claimBatches(deps.db, workspaceId)
  if (!claim) return 0
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (!(await lockAnalytics(tx, workspaceId))) return 0
    const found = await sql<Pending>`select batch_id as "batchId", from_position as "from", to_position as "to", pending
      from event_batches where workspace_id = ${workspaceId} and pending is not null and attempt = ${claim.attempt}
      order by batch_id`.execute(tx)
    // Fewer than were claimed: another worker has taken them over meanwhile.
    if (found.rows.length !== claim.count) return 0
    const batches = await withEvents(tx, workspaceId, found.rows, cache)
    if (claim.brokeOff) await redeliverBatches(deps, tx, workspaceId, batches)
    else await deliver(deps, tx, workspaceId, claim.attempt, batches)
    await sql`update event_batches set pending = null
      where workspace_id = ${workspaceId} and attempt = ${claim.attempt}`.execute(tx)
    for (const { batchId } of batches) cache.delete(cacheKey(workspaceId, batchId))
    return batches.reduce((sum, { events }) => sum + events.length, 0)
  })
}

/** All in one, because what must be counted anew costs the same for one batch as for many. */
async function deliver(
  deps: { ch: Clickhouse } & FactReaders,
  tx: Tx,
  workspaceId: string,
  token: string,
  batches: WithEvents[],
): Promise<void> {
  const { sales, traits, repair, moved, profiles } = joinFacts(batches.map((batch) => batch.pending))
  const events = batches.flatMap((batch) => batch.events)
  const customerIds = batches.flatMap((batch) => batch.customerIds)
  const version = Math.max(...batches.map((batch) => batch.batchId))
  await insertBatch(deps.ch, workspaceId, token, events, customerIds, { sales, traits })
  await deliverRhythms(deps, tx, workspaceId, { customers: distinct(sales.map((s) => s.customer)), version, token })
  await deliverProfiles(deps, tx, workspaceId, { customers: profiles, version, token })
  await repairAggregates(deps.ch, workspaceId, repair, token)
  await noteChanges(deps.ch, workspaceId, [...sales.map((s) => s.customer), ...repair.customers], token)
  await moveEvents(deps.ch, tx, workspaceId, moved)
}

/**
 * Writes down, before anything is sent, which batches are about to be. ClickHouse remembers the token of an insert before its
 * rows are there for good (a crash between the two makes it refuse the rows for ever), so a token alone cannot make a broken
 * delivery whole: who finds a batch with an attempt of an earlier delivery does not trust it.
 */
async function claimBatches(
  db: Db,
  workspaceId: string,
): Promise<{ attempt: string; count: number; brokeOff: boolean } | undefined> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    if (!(await lockAnalytics(tx, workspaceId))) return undefined
    const found = await sql<{ batchId: number; attempt: string | null }>`with waiting as (
        select batch_id, attempt, cardinality(positions) as size from event_batches
        where workspace_id = ${workspaceId} and pending is not null order by batch_id limit ${mostBatches})
      select batch_id as "batchId", attempt from (
        select batch_id, attempt, sum(size) over (order by batch_id) - size as before from waiting) counted
      where before < ${mostEvents} order by batch_id`.execute(tx)
    if (found.rows.length === 0) return undefined
    const attempt = newId()
    await sql`update event_batches set attempt = ${attempt} where workspace_id = ${workspaceId}
      and batch_id = any(${found.rows.map((row) => row.batchId)}::bigint[])`.execute(tx)
    return { attempt, count: found.rows.length, brokeOff: found.rows.some((row) => row.attempt !== null) }
  })
}

/** Held to the end of the transaction by whoever writes this workspace's part of ClickHouse. */
export async function lockAnalytics(tx: Tx, workspaceId: string): Promise<boolean> {
  const lock = await sql<{
    held: boolean
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`analytics ${workspaceId}`}, 0)) as held`.execute(tx)
  return lock.rows[0]?.held ?? false
}

/** Batches with their events: from the cache those that are there, the others from the log. */
async function withEvents(tx: Tx, workspaceId: string, rows: Pending[], cache: BatchCache): Promise<WithEvents[]> {
  const cached = (batchId: number): ProjectedBatch | undefined => cache.get(cacheKey(workspaceId, batchId))
  const batchIds = rows.map(({ batchId }) => batchId).filter((batchId) => !cached(batchId))
  const read = batchIds.length === 0 ? [] : await findOwnedEvents(tx, workspaceId, { batchIds })
  const byBatch = Map.groupBy(read, ({ batchId }) => batchId)
  return rows.map((row) => {
    const events = byBatch.get(row.batchId) ?? []
    return { ...row, events, customerIds: events.map(({ customerId }) => customerId), ...cached(row.batchId) }
  })
}
