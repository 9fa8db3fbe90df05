import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'

/**
 * When the first of what the memberships of these segments do not know yet arrived, as PostgreSQL writes moments; `-infinity` while one of them is
 * counted anew. Undefined where they know all that arrived.
 */
export async function unjudgedSince(tx: Tx, workspaceId: string, segmentIds: string[]): Promise<string | undefined> {
  const found = await sql<{ since: string | null }>`select least(
      (select received_at from event_log where workspace_id = ${workspaceId}
        and position > coalesce((select projected from event_offsets where workspace_id = ${workspaceId}), 0)
        order by position limit 1),
      (select l.received_at from segment_offsets o
        cross join lateral (select positions from event_batches b
          where b.workspace_id = o.workspace_id and b.batch_id > o.batch_id order by batch_id limit 1) b
        join event_log l on l.workspace_id = o.workspace_id and l.position = b.positions[1]
        where o.workspace_id = ${workspaceId}),
      (select '-infinity'::timestamptz from segments where workspace_id = ${workspaceId}
        and segment_id = any(${segmentIds}::uuid[]) and status = 'counting' and told limit 1))::text as since`.execute(
    tx,
  )
  return found.rows[0]?.since ?? undefined
}
