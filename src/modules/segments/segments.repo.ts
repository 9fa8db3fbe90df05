import { sql } from 'kysely'
import type { Condition, Segment } from '#contract/segments'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'

export type StoredSegment = {
  segmentId: string
  name: string
  definition: Condition | null
  status: Segment['status']
  told: boolean
}

const shown = sql`s.segment_id as "segmentId", s.name, s.description, s.definition, s.version, s.status, s.error, s.members,
  s.computed_at as "computedAt", s.created_at as "createdAt", s.updated_at as "updatedAt",
  (select count(*)::int from segment_lists l where l.workspace_id = s.workspace_id and l.segment_id = s.segment_id and l.listed = 'in') as "listedIn",
  (select count(*)::int from segment_lists l where l.workspace_id = s.workspace_id and l.segment_id = s.segment_id and l.listed = 'out') as "listedOut",
  coalesce((select sum(d.entered)::int from segment_days d where d.workspace_id = s.workspace_id and d.segment_id = s.segment_id
    and d.day > current_date - 7), 0) as "enteredThisWeek",
  coalesce((select sum(d.exited)::int from segment_days d where d.workspace_id = s.workspace_id and d.segment_id = s.segment_id
    and d.day > current_date - 7), 0) as "leftThisWeek",
  array(select (select d.members from segment_days d where d.workspace_id = s.workspace_id and d.segment_id = s.segment_id
      and d.day <= current_date - n order by d.day desc limit 1)
    from generate_series(29, 0, -1) as n
    where exists (select from segment_days d where d.workspace_id = s.workspace_id and d.segment_id = s.segment_id
      and d.day <= current_date - n) order by n desc) as lately`

type Shown = Omit<Segment, 'computedAt' | 'createdAt' | 'updatedAt'> & {
  computedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const describe = ({ computedAt, createdAt, updatedAt, ...row }: Shown): Segment => ({
  ...row,
  computedAt: computedAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

export async function listSegments(tx: Tx, workspaceId: string): Promise<Segment[]> {
  const found = await sql<Shown>`select ${shown} from segments s where s.workspace_id = ${workspaceId}
    order by s.name collate "und-x-icu"`.execute(tx)
  return found.rows.map(describe)
}

/** Throws not_found. */
export async function getSegment(tx: Tx, workspaceId: string, segmentId: string): Promise<Segment> {
  const found = await sql<Shown>`select ${shown} from segments s
    where s.workspace_id = ${workspaceId} and s.segment_id = ${segmentId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw noSegment()
  return describe(row)
}

export const noSegment = (): DomainError =>
  new DomainError('not_found', 'segment_not_found', 'There is no such segment.')

export async function readDefinitions(tx: Tx, workspaceId: string): Promise<StoredSegment[]> {
  const found = await sql<StoredSegment>`select segment_id as "segmentId", name, definition, status, told
    from segments where workspace_id = ${workspaceId} order by segment_id`.execute(tx)
  return found.rows
}

/**
 * Until the transaction ends nobody else writes definitions of this workspace: each of two at once might come to ask for the other, or for
 * one that the other removes, and neither could be judged any more.
 */
export async function lockDefinitions(tx: Tx, workspaceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`segments:${workspaceId}`}, 0))`.execute(tx)
}

/** One worker at a time moves memberships; undefined when another is at it, or the workspace has no segments yet. */
export async function lockMemberships(tx: Tx, workspaceId: string, wait: boolean): Promise<number | undefined> {
  const found = await sql<{ batchId: number }>`select batch_id as "batchId" from segment_offsets
    where workspace_id = ${workspaceId} for update ${wait ? sql`` : sql`skip locked`}`.execute(tx)
  return found.rows[0]?.batchId
}

/** From the first segment on, people are looked at when something happens to them. */
export async function beginWatching(tx: Tx, workspaceId: string): Promise<void> {
  await sql`insert into segment_offsets (workspace_id, batch_id)
    select ${workspaceId}, coalesce(max(batch_id), 0) from event_batches where workspace_id = ${workspaceId} and pending is null
    on conflict do nothing`.execute(tx)
}

export type Change = { segmentId: string; entered: string[]; left: string[] }

/** Writes memberships and the day's figures; `entered` and `left` are customer ids. */
export async function saveChange(
  tx: Tx,
  workspaceId: string,
  { segmentId, entered, left }: Change,
  { at, day }: { at: Temporal.Instant; day: string },
): Promise<void> {
  const added = await sql`insert into segment_members (workspace_id, segment_id, customer_id, number, entered_at)
    select ${workspaceId}, ${segmentId}, customer_id, number, ${at.toString()} from customers
    where workspace_id = ${workspaceId} and customer_id = any(${entered}::uuid[]) on conflict do nothing`.execute(tx)
  const gone = await sql`delete from segment_members where workspace_id = ${workspaceId} and segment_id = ${segmentId}
    and customer_id = any(${left}::uuid[])`.execute(tx)
  const came = Number(added.numAffectedRows ?? 0)
  const went = Number(gone.numAffectedRows ?? 0)
  await sql`update segments set members = members + ${came - went}
    where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
  await noteDay(tx, workspaceId, segmentId, day, { entered: came, exited: went })
}

export async function noteDay(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  day: string,
  { entered, exited }: { entered: number; exited: number },
): Promise<void> {
  await sql`insert into segment_days as d (workspace_id, segment_id, day, members, entered, exited)
    select ${workspaceId}, ${segmentId}, ${day}, members, ${entered}, ${exited} from segments
    where workspace_id = ${workspaceId} and segment_id = ${segmentId}
    on conflict (workspace_id, segment_id, day) do update
      set members = excluded.members, entered = d.entered + excluded.entered, exited = d.exited + excluded.exited`.execute(
    tx,
  )
}

/** Replaces what is due for these people. */
export async function replaceWakes(
  tx: Tx,
  workspaceId: string,
  { customerIds }: { customerIds: string[] },
  wakes: { segmentId: string; customerId: string; at: number }[],
): Promise<void> {
  await sql`delete from segment_wakes where workspace_id = ${workspaceId}
    and customer_id = any(${customerIds}::uuid[])`.execute(tx)
  if (wakes.length === 0) return
  await sql`insert into segment_wakes (workspace_id, segment_id, customer_id, wake_at)
    select ${workspaceId}, w.segment_id, w.customer_id, to_timestamp(w.at / 1000.0)
    from unnest(${wakes.map((w) => w.segmentId)}::uuid[], ${wakes.map((w) => w.customerId)}::uuid[],
      ${wakes.map((w) => w.at)}::bigint[]) as w (segment_id, customer_id, at)`.execute(tx)
}
