import { sql } from 'kysely'

/**
 * When the oldest event arrived that journeys have not looked at, as a subquery; `infinity` when they know all. After a standstill there may
 * be many, and what arrived before a wait was over ends it, however late it is looked at.
 */
export const unheardSince = (workspaceId: string) => sql`(select coalesce(min(e.received_at), 'infinity') from (
    (select l.received_at from event_log l where l.workspace_id = ${workspaceId}
        and l.position > coalesce((select projected from event_offsets where workspace_id = ${workspaceId}), 0)
      order by l.position limit 1)
    union all
    (select l.received_at from journey_offsets o
      join event_batches b on b.workspace_id = o.workspace_id and b.batch_id > o.batch_id
      join event_log l on l.workspace_id = b.workspace_id and l.position = b.positions[1]
      where o.workspace_id = ${workspaceId} order by b.batch_id limit 1)) e)`
