import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { insertBatch } from './analytics-rows.ts'
import { lockAnalytics } from './deliver-batches.ts'
import { deliverProfiles } from './deliver-profiles.ts'
import { deliverRhythms } from './deliver-rhythms.ts'
import { noteAllChanges } from './note-changes.ts'
import { findOwnedEvents, type OwnedEvent } from './owned-events.ts'
import type { FactReaders } from './redeliver-batches.ts'

export type RebuildDeps = { db: Db; ch: Clickhouse } & FactReaders

const tables = [
  'events',
  'sales',
  'active_days',
  'daily_sales',
  'customer_months',
  'customer_days',
  'customer_totals',
  'customer_rhythms',
  'customer_traits',
  'customer_profiles',
]
const pageSize = 10_000
const batchesAtOnce = 2

/**
 * Makes the workspace's part of ClickHouse anew from PostgreSQL. Safe to repeat; one that is cut off leaves ClickHouse short
 * until the next worker sees the mark and begins again. Deliveries and the projector wait meanwhile; ingestion goes on.
 */
export async function rebuildAnalytics(
  deps: RebuildDeps,
  workspaceId: string,
  onProgress: (done: number, total: number) => void = () => {},
): Promise<{ events: number; sales: number }> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await waitForLock(tx, workspaceId)
    await mark(deps.db, workspaceId)
    return await makeAnew(deps, tx, workspaceId, onProgress)
  })
}

/** Begins a rebuild again that broke off. Whether there was one and nobody else is at it; an abort leaves it for the next. */
export async function resumeRebuild(deps: RebuildDeps, workspaceId: string, signal: AbortSignal): Promise<boolean> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (!(await lockAnalytics(tx, workspaceId))) return false
    const broken = await sql`select from event_offsets
      where workspace_id = ${workspaceId} and rebuilding_since is not null`.execute(tx)
    if (broken.rows.length === 0) return false
    await makeAnew(deps, tx, workspaceId, () => signal.throwIfAborted())
    return true
  })
}

async function makeAnew(
  deps: RebuildDeps,
  tx: Tx,
  workspaceId: string,
  onProgress: (done: number, total: number) => void,
): Promise<{ events: number; sales: number }> {
  const run = newId()
  const workspace = deps.ch.forWorkspace(workspaceId)
  for (const table of tables) await workspace.command(`DELETE FROM ${table} WHERE workspace_id = {workspace_id:UUID}`)
  const upTo = await projectedPosition(tx, workspaceId)
  const total = await countEvents(tx, workspaceId, upTo)
  let events = 0
  for await (const page of readPages(tx, workspaceId, upTo)) {
    // Under the id they came to, as when they came: joins are followed by who reads, and can be undone.
    const customerIds = page.map((event) => event.customerId)
    await insertBatch(deps.ch, workspaceId, `${run}-e${events}`, page, customerIds, { sales: [], traits: [] })
    events += page.length
    onProgress(events, total)
  }
  let sales = 0
  for await (const page of deps.readSaleFacts(tx, workspaceId)) {
    await insertBatch(deps.ch, workspaceId, `${run}-s${sales}`, [], [], { sales: page, traits: [] })
    sales += page.length
    onProgress(events, total)
  }
  const version = await newestBatch(tx, workspaceId, upTo)
  await deliverRhythms(deps, tx, workspaceId, { version, token: run })
  await noteAllChanges(deps.ch, workspaceId)
  await deliverProfiles(deps, tx, workspaceId, { version, token: run })
  let traits = 0
  for await (const page of deps.readTraitFacts(tx, workspaceId)) {
    await insertBatch(deps.ch, workspaceId, `${run}-t${traits}`, [], [], { sales: [], traits: page })
    traits += page.length
    onProgress(events, total)
  }
  await sql`update event_batches set pending = null
    where workspace_id = ${workspaceId} and pending is not null and to_position <= ${upTo}`.execute(tx)
  await sql`update event_offsets set rebuilding_since = null where workspace_id = ${workspaceId}`.execute(tx)
  return { events, sales }
}

/** Committed by itself, before anything is deleted, so that it outlives a crash. */
async function mark(db: Db, workspaceId: string): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update event_offsets set rebuilding_since = now() where workspace_id = ${workspaceId}`.execute(tx),
  )
}

async function waitForLock(tx: Tx, workspaceId: string): Promise<void> {
  while (!(await lockAnalytics(tx, workspaceId))) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Taken with the projector's lock, so that what follows is read as it stood at this position. */
async function projectedPosition(tx: Tx, workspaceId: string): Promise<number> {
  const found = await sql<{
    projected: number
  }>`select projected from event_offsets where workspace_id = ${workspaceId} for update`.execute(tx)
  return found.rows[0]?.projected ?? 0
}

/** What is written now gives way to what any later batch tells. */
async function newestBatch(tx: Tx, workspaceId: string, upTo: number): Promise<number> {
  const found = await sql<{ id: number }>`select coalesce(max(batch_id), 0) as id from event_batches
    where workspace_id = ${workspaceId} and to_position <= ${upTo}`.execute(tx)
  return found.rows[0]?.id ?? 0
}

async function countEvents(tx: Tx, workspaceId: string, upTo: number): Promise<number> {
  const found = await sql<{ count: number }>`select count(*) as count from event_log
    where workspace_id = ${workspaceId} and position <= ${upTo}`.execute(tx)
  return found.rows[0]?.count ?? 0
}

async function* readPages(tx: Tx, workspaceId: string, upTo: number): AsyncIterable<OwnedEvent[]> {
  let after = 0
  let page: OwnedEvent[] = []
  for (;;) {
    const { rows } = await sql<{ id: number }>`select batch_id as id from event_batches
      where workspace_id = ${workspaceId} and batch_id > ${after} and to_position <= ${upTo}
      order by batch_id limit ${batchesAtOnce}`.execute(tx)
    const batchIds = rows.map(({ id }) => id)
    const last = batchIds.at(-1)
    if (last === undefined) break
    after = last
    page.push(...(await findOwnedEvents(tx, workspaceId, { batchIds })))
    if (page.length >= pageSize) {
      yield page
      page = []
    }
  }
  if (page.length > 0) yield page
}
