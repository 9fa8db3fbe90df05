import { sql } from 'kysely'
import type { ChangeSegmentList, Segment } from '#contract/segments'
import { recordAudit } from '#modules/audit'
import { appendCustomerEvents, customerFamilies, type EventActor } from '#modules/customers'
import type { Actor } from '#platform/http'
import { inWorkspace, type Tx } from '#platform/postgres'
import { getSegment } from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'

type Listed = 'in' | 'out' | 'no'

/**
 * Puts people on or off a segment by hand, whatever its definition says. Each is an event on the person's timeline; membership follows
 * once it is projected. Unknown ids are left out. Throws not_found.
 */
export async function changeSegmentList(
  deps: SegmentsDeps,
  workspaceId: string,
  actor: Actor,
  segmentId: string,
  { add = [], remove = [], release = [], replace }: ChangeSegmentList,
): Promise<Segment> {
  const segment = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getSegment(tx, workspaceId, segmentId)
    // A list is read and written anew: whoever changes it at the same moment waits here, and finds it.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`segment list:${segmentId}`}, 0))`.execute(tx)
    const changes = new Map<string, Listed>()
    const note = async (ids: string[], listed: Listed): Promise<void> => {
      for (const id of await personsOf(tx, workspaceId, ids)) changes.set(id, listed)
    }
    if (replace) {
      for (const id of await readListed(tx, workspaceId, segmentId)) changes.set(id, 'no')
      await note(replace, 'in')
    }
    await note(release, 'no')
    await note(remove, 'out')
    await note(add, 'in')
    await save(deps, tx, workspaceId, actor, segmentId, changes)
    const detail = { customers: changes.size }
    const target = { kind: 'segment', id: segmentId }
    await recordAudit(tx, workspaceId, actor, { action: 'segment.listed', target, detail })
    return await getSegment(tx, workspaceId, segmentId)
  })
  deps.onWritten(workspaceId)
  return segment
}

async function personsOf(tx: Tx, workspaceId: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return []
  return [...new Set((await customerFamilies(tx, workspaceId, ids)).map(({ personId }) => personId))]
}

async function readListed(tx: Tx, workspaceId: string, segmentId: string): Promise<string[]> {
  const found = await sql<{ id: string }>`select customer_id as id from segment_lists
    where workspace_id = ${workspaceId} and segment_id = ${segmentId} and listed = 'in'`.execute(tx)
  return found.rows.map((row) => row.id)
}

async function save(
  deps: SegmentsDeps,
  tx: Tx,
  workspaceId: string,
  actor: Actor,
  segmentId: string,
  changes: Map<string, Listed>,
): Promise<void> {
  if (changes.size === 0) return
  const rows = [...changes].map(([id, listed]) => ({ id, listed }))
  await sql`delete from segment_lists where workspace_id = ${workspaceId} and segment_id = ${segmentId}
    and customer_id = any(${rows.map(({ id }) => id)}::uuid[])`.execute(tx)
  const kept = rows.filter(({ listed }) => listed !== 'no')
  await sql`insert into segment_lists (workspace_id, segment_id, customer_id, listed, listed_at)
    select ${workspaceId}, ${segmentId}, r.id, r.listed, ${deps.clock.now().toString()}
    from unnest(${kept.map(({ id }) => id)}::uuid[], ${kept.map(({ listed }) => listed)}::text[]) as r (id, listed)`.execute(
    tx,
  )
  const who: EventActor = actor
  await appendCustomerEvents(
    tx,
    deps.clock,
    workspaceId,
    who,
    rows.map(({ id, listed }) => ({
      customerId: id,
      event: 'Segment List Changed',
      properties: { segment_id: segmentId, listed },
    })),
  )
}
