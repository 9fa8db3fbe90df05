import { type RawBuilder, sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import type { Tx } from '#platform/postgres'

/** Journeys at work that name a segment or a template by its id, also on a version that people still finish on. */
export async function journeysUsing(tx: Tx, workspaceId: string, id: string): Promise<InUse[]> {
  const found = await sql<InUse>`select 'journey' as kind, j.journey_id as id, j.name from journeys j
    where j.workspace_id = ${workspaceId} and ${isUsing(id)} order by j.name`.execute(tx)
  return found.rows
}

/** Whether a journey `j` is at work and names something by its id, also on a version that people still finish on. */
export const isUsing = (id: string): RawBuilder<boolean> => sql`(j.status in ('running', 'paused')
  and (j.backfill = 'waiting' and j.backfill_segment::text = ${id}
    or exists (select from journey_versions v where v.workspace_id = j.workspace_id and v.journey_id = j.journey_id
      and position(${JSON.stringify(id)} in v.definition::text) > 0
      and (v.version = j.version or exists (select from journey_runs r where r.workspace_id = v.workspace_id
        and r.journey_id = v.journey_id and r.version = v.version and r.status = 'active')))))`
