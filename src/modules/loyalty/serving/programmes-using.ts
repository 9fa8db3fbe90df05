import { sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import type { Tx } from '#platform/postgres'

/** Programmes at work of which a reward is only for a segment, or for everybody outside it. */
export async function programmesUsing(tx: Tx, workspaceId: string, segmentId: string): Promise<InUse[]> {
  const found = await sql<InUse>`select 'loyalty_programme' as kind, p.programme_id as id, p.name
    from loyalty_programmes p join loyalty_programme_versions v using (workspace_id, programme_id, version)
    where p.workspace_id = ${workspaceId} and p.status = 'active' and position(${JSON.stringify(segmentId)} in v.rules::text) > 0
    order by p.name`.execute(tx)
  return found.rows
}
