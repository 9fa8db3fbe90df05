import { sql } from 'kysely'
import type { Clock } from '#platform/clock'
import { type Db, inWorkspace, type Tx } from '#platform/postgres'
import type { EventBody } from './canonical.ts'
import type { LoggedEvent, Project, Workspace } from './projection.ts'

export type ProjectedBatch = { batchId: number; events: LoggedEvent[]; customerIds: string[] }

export const batchSize = 5_000

/**
 * Projects the next events of a workspace's log: everything they change, the batch's record and the new offset commit
 * together, so a batch happens exactly once. Undefined when nothing is left or another worker holds the workspace.
 */
export async function projectNextBatch(
  deps: { db: Db; clock: Clock; project: Project },
  workspaceId: string,
  size = batchSize,
): Promise<ProjectedBatch | undefined> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const next = await lockNextEvents(tx, workspaceId, size)
    const last = next?.events.at(-1)
    if (!next || !last) return undefined
    const { from, events } = next
    const { customerIds, facts } = await deps.project(tx, await getWorkspace(tx, workspaceId), events)
    const batch = await sql<{ batchId: number }>`insert into event_batches
      (workspace_id, from_position, to_position, positions, customer_ids, projected_at, pending)
      values (${workspaceId}, ${from + 1}, ${last.position}, ${events.map((e) => e.position)}::bigint[],
        ${customerIds}::uuid[], ${deps.clock.now().toString()}, ${JSON.stringify(facts)}::jsonb)
      returning batch_id as "batchId"`.execute(tx)
    await sql`update event_offsets set projected = ${last.position} where workspace_id = ${workspaceId}`.execute(tx)
    return { batchId: batch.rows[0]?.batchId ?? 0, events, customerIds }
  })
}

/** The workspace is this transaction's until it ends. Undefined when another worker holds it. */
export async function lockNextEvents(
  tx: Tx,
  workspaceId: string,
  size: number,
): Promise<{ from: number; events: LoggedEvent[] } | undefined> {
  const offset = await sql<{ projected: number }>`select projected from event_offsets
    where workspace_id = ${workspaceId} for update skip locked`.execute(tx)
  const from = offset.rows[0]?.projected
  return from === undefined ? undefined : { from, events: await readEvents(tx, workspaceId, from, size) }
}

async function readEvents(tx: Tx, workspaceId: string, after: number, size: number): Promise<LoggedEvent[]> {
  const found = await sql<Omit<LoggedEvent, 'occurredAt'> & { occurredAt: Date; body: EventBody }>`
    select position, message_key as "messageKey", occurred_at as "occurredAt", source, import_id as "importId", body
    from event_log where workspace_id = ${workspaceId} and position > ${after}
    order by position limit ${size}`.execute(tx)
  return found.rows.map((row) => ({ ...row, occurredAt: row.occurredAt.getTime() }))
}

async function getWorkspace(tx: Tx, workspaceId: string): Promise<Workspace> {
  const found = await sql<Workspace>`select workspace_id as "workspaceId", time_zone as "timeZone", currency, locale
    from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  const [workspace] = found.rows
  if (!workspace) throw new Error(`Workspace ${workspaceId} is not there`)
  return workspace
}
