import { sql } from 'kysely'
import type { Clickhouse } from '#platform/clickhouse'
import { newId } from '#platform/ids'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import { insertBatch, repairAggregates } from './analytics-rows.ts'
import type { EventBody } from './canonical.ts'
import type { ProjectedBatch } from './project-batch.ts'
import type { Facts, LoggedEvent } from './projection.ts'

type Pending = { batchId: number; pending: Facts }

/** Batches that were just projected, so that they need not be read again; what is not here comes from PostgreSQL. */
export type BatchCache = Map<string, ProjectedBatch>
export const cacheKey = (workspaceId: string, batchId: number): string => `${workspaceId}/${batchId}`

const perTransaction = 4

/**
 * Tells ClickHouse the oldest batches it does not know yet. The workspace's lock keeps deliveries in order and apart from
 * repairs and rebuilds. Returns how many batches were delivered.
 */
export async function deliverBatches(
  deps: { db: Db; ch: Clickhouse },
  workspaceId: string,
  cache: BatchCache,
): Promise<number> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    if (!(await lockAnalytics(tx, workspaceId))) return 0
    const found = await sql<Pending>`select batch_id as "batchId", pending from event_batches
      where workspace_id = ${workspaceId} and pending is not null order by batch_id limit ${perTransaction}`.execute(tx)
    for (const { batchId, pending } of found.rows) {
      const key = cacheKey(workspaceId, batchId)
      const batch = cache.get(key) ?? (await readBatchEvents(tx, workspaceId, batchId))
      const token = `${workspaceId}-${batchId}`
      await insertBatch(deps.ch, workspaceId, token, batch.events, batch.customerIds, pending)
      // A repair deletes first, so it may run again; its rows must not be mistaken for those of an interrupted attempt.
      await repairAggregates(deps.ch, workspaceId, pending.repair, newId())
      cache.delete(key)
    }
    const last = found.rows.at(-1)
    if (last) {
      await sql`update event_batches set pending = null
        where workspace_id = ${workspaceId} and pending is not null and batch_id <= ${last.batchId}`.execute(tx)
    }
    return found.rows.length
  })
}

/** Held to the end of the transaction by whoever writes this workspace's part of ClickHouse. */
export async function lockAnalytics(tx: Tx, workspaceId: string): Promise<boolean> {
  const lock = await sql<{
    held: boolean
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`analytics ${workspaceId}`}, 0)) as held`.execute(tx)
  return lock.rows[0]?.held ?? false
}

async function readBatchEvents(tx: Tx, workspaceId: string, batchId: number): Promise<Omit<ProjectedBatch, 'batchId'>> {
  const found = await sql<Omit<LoggedEvent, 'occurredAt'> & { occurredAt: Date; body: EventBody; customerId: string }>`
    select e.position, e.message_key as "messageKey", e.occurred_at as "occurredAt", e.source, e.import_id as "importId",
      e.body, p.customer_id as "customerId"
    from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id), event_log e
    where b.workspace_id = ${workspaceId} and b.batch_id = ${batchId}
      and e.workspace_id = ${workspaceId} and e.position = p.position
    order by e.position`.execute(tx)
  return {
    events: found.rows.map((row) => ({ ...row, occurredAt: row.occurredAt.getTime() })),
    customerIds: found.rows.map((row) => row.customerId),
  }
}
