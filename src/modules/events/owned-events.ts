import { type RawBuilder, sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { EventBody } from './canonical.ts'
import type { LoggedEvent } from './projection.ts'

/** A projected event, whose it is, and the batch that says so. */
export type OwnedEvent = LoggedEvent & { customerId: string; batchId: number }

type Wanted = { batchIds: number[] } | { positions: number[] } | { customerIds: string[]; after: number }

/** Projected events in the order of the log: those of these batches, at these positions, or of these customers behind a position. */
export async function findOwnedEvents(tx: Tx, workspaceId: string, wanted: Wanted): Promise<OwnedEvent[]> {
  const found = await sql<Omit<OwnedEvent, 'occurredAt'> & { occurredAt: Date; body: EventBody }>`
    select e.position, e.message_key as "messageKey", e.occurred_at as "occurredAt", e.source, e.import_id as "importId",
      e.body, p.customer_id as "customerId", b.batch_id as "batchId"
    from event_batches b, unnest(b.positions, b.customer_ids) as p (position, customer_id), event_log e
    where b.workspace_id = ${workspaceId} and e.workspace_id = ${workspaceId} and e.position = p.position
      and ${conditionOf(wanted)}
    order by e.position`.execute(tx)
  return found.rows.map((row) => ({ ...row, occurredAt: row.occurredAt.getTime() }))
}

function conditionOf(wanted: Wanted): RawBuilder<unknown> {
  if ('batchIds' in wanted) return sql`b.batch_id = any(${wanted.batchIds}::bigint[])`
  if ('positions' in wanted) {
    const { positions } = wanted
    return sql`b.to_position >= ${Math.min(...positions)} and b.from_position <= ${Math.max(...positions)}
      and p.position = any(${positions}::bigint[])`
  }
  const { customerIds, after } = wanted
  return sql`b.to_position > ${after} and p.position > ${after} and p.customer_id = any(${customerIds}::uuid[])`
}

/** Writes down that these projected events are somebody else's. ClickHouse learns it from `Facts.moved`. */
export async function reassignEvents(
  tx: Tx,
  workspaceId: string,
  moves: { position: number; batchId: number; customerId: string }[],
): Promise<void> {
  if (moves.length === 0) return
  await sql`with moves as (
      select position, "customerId" as customer_id from jsonb_to_recordset(${JSON.stringify(moves)}::jsonb) as m (position bigint, "customerId" uuid))
    update event_batches b set customer_ids = (
      select array_agg(coalesce(m.customer_id, p.customer_id) order by p.place)
      from unnest(b.positions, b.customer_ids) with ordinality as p (position, customer_id, place) left join moves m using (position))
    where b.workspace_id = ${workspaceId} and b.batch_id = any(${[...new Set(moves.map((move) => move.batchId))]}::bigint[])`.execute(
    tx,
  )
}
