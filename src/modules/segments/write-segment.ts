import { sql } from 'kysely'
import type { InUse } from '#contract/in-use'
import type { ChangeSegment, Condition, CreateSegment, Segment } from '#contract/segments'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import type { Actor } from '#platform/http'
import { newId } from '#platform/ids'
import { inWorkspace, type Tx, unlessTaken } from '#platform/postgres'
import { readShop } from './ask-people.ts'
import { checkDefinition } from './check-definition.ts'
import {
  beginWatching,
  getSegment,
  lockDefinitions,
  noSegment,
  readDefinitions,
  type StoredSegment,
} from './segments.repo.ts'
import type { SegmentsDeps } from './segments-deps.ts'
import { asksForLikings, asksForScores, namedIn } from './walk-definition.ts'

const mostSegments = 500

/** The same segmentId again makes no second one. Who belongs to it is counted by the next worker at once. */
export async function createSegment(
  deps: SegmentsDeps,
  workspaceId: string,
  actor: Actor,
  given: CreateSegment,
): Promise<Segment> {
  const { segmentId = newId(), name, description = '', definition } = given
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockDefinitions(tx, workspaceId)
    if (definition) await check(deps, tx, workspaceId, definition)
    const known = await readDefinitions(tx, workspaceId)
    if (known.some((one) => one.segmentId === segmentId)) return await getSegment(tx, workspaceId, segmentId)
    if (known.length >= mostSegments)
      throw new DomainError('conflict', 'too_many_segments', `A workspace has ${mostSegments} segments at most.`)
    const now = deps.clock.now().toString()
    await named(
      name,
      sql`insert into segments (workspace_id, segment_id, name, description, definition, created_at, updated_at)
        values (${workspaceId}, ${segmentId}, ${name}, ${description}, ${toJson(definition)}, ${now}, ${now})`.execute(
        tx,
      ),
    )
    await beginWatching(tx, workspaceId)
    await recordAudit(tx, workspaceId, actor, { action: 'segment.created', target: { kind: 'segment', id: segmentId } })
    return await getSegment(tx, workspaceId, segmentId)
  })
}

/** A new definition is counted anew, and so is every segment that asks for this one. Throws not_found. */
export async function changeSegment(
  deps: SegmentsDeps,
  workspaceId: string,
  actor: Actor,
  segmentId: string,
  change: ChangeSegment,
): Promise<Segment> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockDefinitions(tx, workspaceId)
    const before = await getSegment(tx, workspaceId, segmentId)
    const { name = before.name, description = before.description } = change
    const definition = change.definition === undefined ? before.definition : change.definition
    if (definition) await check(deps, tx, workspaceId, definition, segmentId)
    const isOther = JSON.stringify(definition) !== JSON.stringify(before.definition)
    await named(
      name,
      sql`update segments set name = ${name}, description = ${description}, definition = ${toJson(definition)},
          version = version + ${isOther ? 1 : 0}, updated_at = ${deps.clock.now().toString()}
        where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx),
    )
    if (isOther) await countAgain(tx, workspaceId, segmentId)
    const target = { kind: 'segment', id: segmentId }
    await recordAudit(tx, workspaceId, actor, { action: 'segment.changed', target, detail: { definition: isOther } })
    return await getSegment(tx, workspaceId, segmentId)
  })
}

/** Throws not_found, and conflict while another segment, or something else at work, asks for this one. */
export async function deleteSegment(
  deps: SegmentsDeps,
  workspaceId: string,
  actor: Actor,
  segmentId: string,
): Promise<void> {
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockDefinitions(tx, workspaceId)
    await getSegment(tx, workspaceId, segmentId)
    const usedBy = (await readDefinitions(tx, workspaceId))
      .filter(({ definition }) => definition && namedIn(definition).has(segmentId))
      .map(({ segmentId: id, name }): InUse => ({ kind: 'segment', id, name }))
    for (const find of deps.usedBy ?? []) usedBy.push(...(await find(tx, workspaceId, segmentId)))
    if (usedBy.length > 0) {
      const names = usedBy.map(({ name }) => name).join(', ')
      throw new DomainError('conflict', 'segment_in_use', `Used by: ${names}.`, { names, usedBy })
    }
    await sql`delete from segments where workspace_id = ${workspaceId} and segment_id = ${segmentId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, { action: 'segment.deleted', target: { kind: 'segment', id: segmentId } })
  })
}

/** Counts a segment anew, with everything that asks for it. */
export async function recountSegment(deps: SegmentsDeps, workspaceId: string, segmentId: string): Promise<Segment> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await countAgain(tx, workspaceId, segmentId)
    return await getSegment(tx, workspaceId, segmentId)
  })
}

/**
 * Everybody has been scored anew: the segments that ask for a score or a band are counted anew, with everything that asks for them.
 * Who enters or leaves is told.
 */
export async function recountScored(deps: Pick<SegmentsDeps, 'db'>, workspaceId: string): Promise<void> {
  await recountAsking(deps, workspaceId, asksForScores)
}

/** Likewise, once it is known anew what everybody would want next. */
export async function recountForetold(deps: Pick<SegmentsDeps, 'db'>, workspaceId: string): Promise<void> {
  await recountAsking(deps, workspaceId, asksForLikings)
}

async function recountAsking(
  { db }: Pick<SegmentsDeps, 'db'>,
  workspaceId: string,
  asks: (definition: Condition) => boolean,
): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    const all = await readDefinitions(tx, workspaceId)
    const asking = all.filter(({ definition }) => definition && asks(definition))
    const again = withUsers(
      all,
      asking.map(({ segmentId }) => segmentId),
    )
    await sql`update segments set status = 'counting', told = true where workspace_id = ${workspaceId}
      and segment_id = any(${again}::uuid[]) and status = 'ready'`.execute(tx)
  })
}

async function check(
  deps: SegmentsDeps,
  tx: Tx,
  workspaceId: string,
  definition: Condition,
  segmentId?: string,
): Promise<void> {
  const shop = await readShop(tx, workspaceId)
  await checkDefinition(deps.ch.forWorkspace(workspaceId), shop, definition, deps.clock.now(), segmentId)
}

async function countAgain(tx: Tx, workspaceId: string, segmentId: string): Promise<void> {
  const all = await readDefinitions(tx, workspaceId)
  if (!all.some((one) => one.segmentId === segmentId)) throw noSegment()
  await sql`update segments set status = 'counting', told = false where workspace_id = ${workspaceId}
    and segment_id = any(${withUsers(all, [segmentId])}::uuid[])`.execute(tx)
}

/** These segments and those that ask for them. */
function withUsers(all: StoredSegment[], segmentIds: string[]): string[] {
  const again = new Set(segmentIds)
  // Until nobody asks for one of them any more; definitions have no circles.
  for (let size = 0; size !== again.size; ) {
    size = again.size
    for (const { segmentId: id, definition } of all)
      if (definition && [...namedIn(definition)].some((name) => again.has(name))) again.add(id)
  }
  return [...again]
}

const toJson = (definition: Condition | null) =>
  definition === null ? sql`null` : sql`${JSON.stringify(definition)}::jsonb`

const named = <T>(name: string, write: Promise<T>): Promise<T> =>
  unlessTaken(
    write,
    'segments_name',
    () => new DomainError('conflict', 'segment_name_taken', `There is already a segment called ${name}.`, { name }),
  )
