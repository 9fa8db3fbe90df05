import { sql } from 'kysely'
import { unjudgedSince } from '#modules/segments'
import type { Tx } from '#platform/postgres'

/** Steps at which somebody's wait for a segment is over, and since when memberships do not know all that arrived. */
type Unjudged = { journeyIds: string[]; versions: number[]; nodeIds: string[]; since: string }

/**
 * Whether a wait `d` for a segment must not end yet: what arrived before it was over may still bring somebody in. Unlike what ends a wait
 * itself that may be anything, also a file of past orders, and is known only once ClickHouse was told and people were judged.
 */
export const isUnjudged = ({ journeyIds, versions, nodeIds, since }: Unjudged) => sql<boolean>`(
  d.wake_at > ${since}::timestamptz and (d.journey_id, d.version, d.node_id) in (
    select * from unnest(${journeyIds}::uuid[], ${versions}::int[], ${nodeIds}::text[])))`

/** Nothing where no wait for a segment is over, or memberships know all that arrived. */
export async function readUnjudged(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<Unjudged> {
  const { rows } = await sql<{ journeyId: string; version: number; nodeId: string; segmentId: string }>`
    select d.journey_id as "journeyId", d.version, d.node_id as "nodeId", n ->> 'segmentId' as "segmentId" from (
        select distinct r.journey_id, r.version, r.node_id from journeys j
          join journey_runs r on r.workspace_id = j.workspace_id and r.journey_id = j.journey_id
        where j.workspace_id = ${workspaceId} and j.status = 'running' and r.status = 'active'
          and r.wake_at <= ${now.toString()}::timestamptz and r.waits and not r.happened) d
      join journey_versions v on v.workspace_id = ${workspaceId} and v.journey_id = d.journey_id and v.version = d.version
      cross join lateral jsonb_array_elements(v.definition -> 'nodes') n
    where n ->> 'id' = d.node_id and n ->> 'kind' = 'wait_segment'`.execute(tx)
  const segmentIds = rows.map(({ segmentId }) => segmentId)
  const since = rows.length === 0 ? undefined : await unjudgedSince(tx, workspaceId, segmentIds)
  if (since === undefined) return { journeyIds: [], versions: [], nodeIds: [], since: 'infinity' }
  return {
    journeyIds: rows.map(({ journeyId }) => journeyId),
    versions: rows.map(({ version }) => version),
    nodeIds: rows.map(({ nodeId }) => nodeId),
    since,
  }
}
