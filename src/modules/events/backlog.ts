import { sql } from 'kysely'
import type { Db, Tx } from '#platform/postgres'
import { inWorkspace } from '#platform/postgres'

/** The highest position written to the workspace's log; 0 for an empty one. */
export async function eventPosition(tx: Tx, workspaceId: string): Promise<number> {
  const found = await sql<{
    written: number
  }>`select written from event_writers where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0]?.written ?? 0
}

/** Events of the workspace that are acknowledged and not yet projected, and batches ClickHouse was not yet told. */
export async function readBacklog(db: Db, workspaceId: string): Promise<{ events: number; batches: number }> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql<{ events: number; batches: number }>`select
      (select count(*) from (select 1 from event_log l join event_offsets o using (workspace_id)
        where l.workspace_id = ${workspaceId} and l.position > o.projected) e)::int as events,
      (select count(*) from event_batches where workspace_id = ${workspaceId} and pending is not null)::int as batches`.execute(
      tx,
    )
    return found.rows[0] ?? { events: 0, batches: 0 }
  })
}

/** Whether more events than that are acknowledged and not yet projected; costs the same however many more. */
export async function isFarBehind(db: Db, workspaceId: string, most: number): Promise<boolean> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql`select from event_log l join event_offsets o using (workspace_id)
      where l.workspace_id = ${workspaceId} and l.position > o.projected order by l.position offset ${most} limit 1`.execute(
      tx,
    )
    return found.rows.length > 0
  })
}

/** Whether both engines know every event up to `position`. */
export async function hasCaughtUp(db: Db, workspaceId: string, position: number): Promise<boolean> {
  return await inWorkspace(db, workspaceId, async (tx) => {
    const found = await sql<{
      done: boolean
    }>`select coalesce((select projected from event_offsets where workspace_id = ${workspaceId}), 0) >= ${position}
      and not exists (select from event_batches where workspace_id = ${workspaceId} and pending is not null and from_position <= ${position}) as done`.execute(
      tx,
    )
    return found.rows[0]?.done ?? false
  })
}
