import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import { endingNames } from './apply-event.ts'
import { readNames } from './journeys.repo.ts'

/** So many are looked into one by one, twice as many as an import keeps ahead; what comes after them may be anything. */
const mostEvents = 20_000
const mostBatches = 20

/** What arrived and journeys have not looked at, by second: when the first of it arrived, and when the last of it happened. */
type Unheard = { arrived: string[]; happened: string[] }

/**
 * Whether a wait `d` must not end yet: something that arrived before it was over is not known, and may be about it. What happened before
 * somebody began does nothing to them, and neither do events that end nothing in any journey: so a file of past orders holds nobody up,
 * and others who begin do not either. Whose an event is cannot be asked; that is known once it is projected.
 */
export const isHeld = ({ arrived, happened }: Unheard) => sql<boolean>`exists (
  select from unnest(${arrived}::timestamptz[], ${happened}::timestamptz[]) as u (arrived, happened)
  where u.arrived < d.wake_at and u.happened >= d.entered_at)`

/** Nothing where journeys know all that arrived, or no wait is over that something could concern. */
export async function readUnheard(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<Unheard> {
  const { rows } = await sql<{ waits: boolean }>`with unheard as materialized (select ${oldest(workspaceId)} as since)
    select exists (select from journeys j cross join lateral (
        select from journey_runs d where d.workspace_id = j.workspace_id and d.journey_id = j.journey_id and d.status = 'active'
          and d.wake_at <= ${now.toString()}::timestamptz and d.wake_at > (select since from unheard) and d.waits and not d.happened
        order by d.wake_at limit 1) due
      where j.workspace_id = ${workspaceId} and j.status = 'running') as waits`.execute(tx)
  if (!rows[0]?.waits) return { arrived: [], happened: [] }
  const found = await sql<{ arrived: string; happened: string }>`
    select min(e.received_at)::text as arrived, max(e.occurred_at)::text as happened from (
      (select received_at, occurred_at, event as name from event_log
        where workspace_id = ${workspaceId} and position > ${projected(workspaceId)} order by position limit ${mostEvents})
      union all
      select l.received_at, l.occurred_at, l.event from (${unfollowed(workspaceId)} limit ${mostBatches}) b
        cross join unnest(b.positions) as p (position)
        join event_log l on l.workspace_id = ${workspaceId} and l.position = p.position) e
    where e.name = any(${await readNames(tx, workspaceId, endingNames)})
    group by date_trunc('second', e.received_at)
    union all
    (select received_at::text, 'infinity' from event_log
      where workspace_id = ${workspaceId} and position > ${projected(workspaceId)} order by position offset ${mostEvents} limit 1)
    union all
    select l.received_at::text, 'infinity' from (${unfollowed(workspaceId)} offset ${mostBatches} limit 1) b
      join event_log l on l.workspace_id = ${workspaceId} and l.position = b.positions[1]`.execute(tx)
  return { arrived: found.rows.map((row) => row.arrived), happened: found.rows.map((row) => row.happened) }
}

const projected = (workspaceId: string) =>
  sql`coalesce((select projected from event_offsets where workspace_id = ${workspaceId}), 0)`

/** Projected, and not looked at by journeys. */
const unfollowed = (workspaceId: string) => sql`select b.positions from journey_offsets o
  join event_batches b on b.workspace_id = o.workspace_id and b.batch_id > o.batch_id
  where o.workspace_id = ${workspaceId} order by b.batch_id`

/** When the first of it arrived; `infinity` where journeys know all. */
const oldest = (workspaceId: string) => sql`(select coalesce(min(e.received_at), 'infinity') from (
    (select received_at from event_log
      where workspace_id = ${workspaceId} and position > ${projected(workspaceId)} order by position limit 1)
    union all
    (select l.received_at from (${unfollowed(workspaceId)} limit 1) b
      join event_log l on l.workspace_id = ${workspaceId} and l.position = b.positions[1])) e)`
