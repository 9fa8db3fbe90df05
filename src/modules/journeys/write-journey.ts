import { sql } from 'kysely'
import type { z } from 'zod'
import type { AuditAction } from '#contract/audit-actions'
import {
  type ChangeJourney,
  type CreateJourney,
  changeJourney as changeBody,
  createJourney as createBody,
  type enterJourney as enterBody,
  type enterSegment as enterSegmentBody,
  type Journey,
  type JourneyDefinition,
  type JourneyStatus,
  type startJourney as startBody,
} from '#contract/journeys'
import { type AuditActor, recordAudit } from '#modules/audit'
import { cancelMessages, hasWaiting, holdMessages, releaseMessages } from '#modules/messaging'
import { checkCondition } from '#modules/segments'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, lockRequest, type Tx } from '#platform/postgres'
import { entrantsOf, nextEntry, readZone } from './bring-in.ts'
import { checkDefinition } from './check-definition.ts'
import { openSplits } from './compare-ways.ts'
import { enterPeople } from './enter-people.ts'
import { beginFollowing, getJourney, readLive } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { openControlGroup } from './open-control-group.ts'
import { tryAgain } from './webhooks-gone.ts'

const cancelledAtOnce = 5_000

/** A draft. The same request key again gives the journey that it made. Throws invalid for what nobody could go through. */
export async function createJourney(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  body: CreateJourney,
  play: string | null = null,
): Promise<Journey> {
  const { name, description, definition, requestKey = null } = createBody.parse(body)
  checkDefinition(definition, deps.actions)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockRequest(tx, workspaceId, requestKey)
    const same = await sql<{ id: string }>`select journey_id as id from journeys
      where workspace_id = ${workspaceId} and request_key = ${requestKey}`.execute(tx)
    if (same.rows[0]) return await getJourney(tx, workspaceId, same.rows[0].id)
    await checkConditions(deps, tx, workspaceId, definition)
    const now = deps.clock.now().toString()
    const journeyId = newId()
    await sql`insert into journeys (workspace_id, journey_id, name, description, play, definition, request_key, created_at, updated_at)
      values (${workspaceId}, ${journeyId}, ${name}, ${description}, ${play}, ${JSON.stringify(definition)}::jsonb, ${requestKey},
        ${now}, ${now})`.execute(tx)
    await beginFollowing(tx, workspaceId)
    await recordAudit(tx, workspaceId, actor, { action: 'journey.created', target: { kind: 'journey', id: journeyId } })
    return await getJourney(tx, workspaceId, journeyId)
  })
}

/** What is not given stays. A new definition is a draft until the journey is switched on again; who is on the way finishes on theirs. */
export async function changeJourney(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
  body: ChangeJourney,
): Promise<Journey> {
  const change = changeBody.parse(body)
  if (change.definition) checkDefinition(change.definition, deps.actions)
  return await step(deps, workspaceId, actor, journeyId, 'journey.changed', async (tx, before) => {
    if (change.definition) await checkConditions(deps, tx, workspaceId, change.definition)
    const { name = before.name, description = before.description, definition = before.definition } = change
    await sql`update journeys set name = ${name}, description = ${description}, definition = ${JSON.stringify(definition)}::jsonb
      where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
  })
}

/**
 * From now on people begin, on the definition as it stands; `backfill` also takes in who belongs to the segment already. A journey that
 * was paused goes on. Its control group is opened with its first version and stands from then on.
 */
export async function startJourney(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
  { backfill, moving = 'finish' }: z.input<typeof startBody>,
): Promise<Journey> {
  const before = await inWorkspace(deps.db, workspaceId, (tx) => getJourney(tx, workspaceId, journeyId))
  requireThere(before)
  if (before.definition.nodes.length === 0)
    throw new DomainError('invalid', 'journey_empty', 'A journey needs at least one step.')
  const experimentId = await openControlGroup(deps, workspaceId, actor, before)
  const splits = await openSplits(deps, workspaceId, actor, before)
  const act = moving === 'move' ? stepWithRuns : step
  return await act(deps, workspaceId, actor, journeyId, 'journey.started', async (tx, journey) => {
    // Somebody may have put it away meanwhile.
    requireThere(journey)
    const { definition } = journey
    // A segment that only a draft names may be gone by now.
    await checkConditions(deps, tx, workspaceId, definition)
    const now = deps.clock.now()
    const isNew = journey.version === null || journey.changed
    const version = isNew ? (journey.version ?? 0) + 1 : (journey.version ?? 1)
    if (isNew)
      await sql`insert into journey_versions (workspace_id, journey_id, version, definition, splits, published_at)
        values (${workspaceId}, ${journeyId}, ${version}, ${JSON.stringify(definition)}::jsonb, ${JSON.stringify(splits)}::jsonb,
          ${now.toString()})`.execute(tx)
    // Nobody begins for what happened while it was paused.
    const since = journey.status === 'running' ? journey.liveSince : now.toString()
    const next = nextEntry(definition, now, await readZone(tx, workspaceId))
    const takesIn = backfill && definition.trigger.kind === 'segment' && definition.trigger.on === 'entered'
    await sql`update journeys set status = 'running', version = ${version}, experiment_id = ${experimentId}, live_since = ${since},
        next_at = ${next?.toString() ?? null}, backfill = ${takesIn ? 'waiting' : journey.backfill},
        backfill_after = ${takesIn ? null : sql`backfill_after`}, backfill_segment = ${takesIn ? null : sql`backfill_segment`},
        backfill_key = ${takesIn ? 'backfill' : sql`backfill_key`}
      where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
    await tryAgain(tx, workspaceId, definition)
    await releaseMessages(tx, workspaceId, { kind: 'journey', id: journeyId })
    if (isNew && moving === 'move') await moveRuns(tx, workspaceId, journeyId, version, definition)
  })
}

function requireThere({ status }: Journey): void {
  if (status === 'archived') throw wrongStatus(status, 'An archived journey cannot be switched on.')
}

/** Who stands at a step that is still there goes on with the new version; a wait that began keeps its end. */
async function moveRuns(
  tx: Tx,
  workspaceId: string,
  journeyId: string,
  version: number,
  { nodes, start }: JourneyDefinition,
): Promise<void> {
  // Another kind of step under the same name would find somebody who waits for nothing.
  const kinds = Object.fromEntries(nodes.map(({ id, kind }) => [id, kind]))
  await sql`update journey_runs r set version = ${version}, fence = r.fence + 1,
      node_id = case when r.steps = 0 and not r.waits then ${start} else r.node_id end
    from journey_versions v, jsonb_array_elements(v.definition -> 'nodes') as n
    where r.workspace_id = ${workspaceId} and r.journey_id = ${journeyId} and r.status = 'active' and r.version <> ${version}
      and v.workspace_id = r.workspace_id and v.journey_id = r.journey_id and v.version = r.version
      and n ->> 'id' = r.node_id and ${JSON.stringify(kinds)}::jsonb ->> r.node_id = n ->> 'kind'`.execute(tx)
}

/** Nobody begins and nobody goes on, and what waits in the outbox stays there; goals and unsubscribing still end runs. */
export async function pauseJourney(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
): Promise<Journey> {
  return await step(deps, workspaceId, actor, journeyId, 'journey.paused', async (tx, journey) => {
    if (journey.status !== 'running') throw wrongStatus(journey.status, 'Only a journey that runs can be paused.')
    await sql`update journeys set status = 'paused' where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(
      tx,
    )
    await holdMessages(tx, workspaceId, { kind: 'journey', id: journeyId }, deps.clock.now())
  })
}

/** Puts it away: whoever is on the way stops where they are, and what waits in the outbox is called off. */
export async function archiveJourney(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
): Promise<Journey> {
  return await stepWithRuns(deps, workspaceId, actor, journeyId, 'journey.archived', async (tx) => {
    const at = deps.clock.now()
    const now = at.toString()
    await sql`update journeys set status = 'archived', next_at = null
      where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
    await sql`update journey_runs set status = 'left', reason = 'archived', ended_at = ${now}, wake_at = null, fence = fence + 1
      where workspace_id = ${workspaceId} and journey_id = ${journeyId} and status = 'active'`.execute(tx)
    const source = { kind: 'journey', id: journeyId } as const
    while ((await cancelMessages(tx, workspaceId, source, at, cancelledAtOnce)) > 0);
    // What a worker has in its hand at this very moment may still come back: it stays held.
    if (await hasWaiting(tx, workspaceId, source)) await holdMessages(tx, workspaceId, source, at)
    else await releaseMessages(tx, workspaceId, source)
  })
}

/** Puts people in by hand or for a program, as the journey's rules allow; how many began. Throws journey_not_running. */
export async function putIn(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
  { customerIds, key, data, requestKey }: z.output<typeof enterBody>,
): Promise<{ entered: number }> {
  const entered = await inWorkspace(deps.db, workspaceId, async (tx) => {
    await getJourney(tx, workspaceId, journeyId)
    const journey = (await readLive(tx, workspaceId)).find((one) => one.journeyId === journeyId)
    if (journey?.status !== 'running')
      throw new DomainError('conflict', 'journey_not_running', 'Nobody can begin a journey that does not run.')
    const more = { data, ...(key === undefined ? {} : { key }) }
    const entryKey = `put:${requestKey ?? newId()}`
    const entrants = await entrantsOf(tx, workspaceId, customerIds, entryKey, deps.clock.now(), more)
    const runs = await enterPeople(deps, tx, workspaceId, journey, entrants)
    await recordAudit(tx, workspaceId, actor, {
      action: 'journey.entered',
      target: { kind: 'journey', id: journeyId },
      detail: { people: runs.length },
    })
    return runs.length
  })
  if (entered > 0) deps.onWritten(workspaceId)
  return { entered }
}

/**
 * Everybody who belongs to the segment at the time begins, some hundreds at once in the background, as the journey's rules allow.
 * Throws journey_not_running, segment_not_found; journey_busy while others are still being taken in.
 */
export async function putSegmentIn(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
  { segmentId }: z.output<typeof enterSegmentBody>,
): Promise<Journey> {
  return await step(deps, workspaceId, actor, journeyId, 'journey.entered', async (tx, { status, backfill }) => {
    if (status !== 'running')
      throw new DomainError('conflict', 'journey_not_running', 'Nobody can begin a journey that does not run.')
    if (backfill === 'waiting')
      throw new DomainError('conflict', 'journey_busy', 'People are being taken in already; wait until they are.')
    await checkCondition(deps, tx, workspaceId, { kind: 'in_segment', segmentId })
    await sql`update journeys set backfill = 'waiting', backfill_after = null, backfill_segment = ${segmentId},
      backfill_key = ${`put:${newId()}`} where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
  })
}

type Step = Parameters<typeof step>

/** A step that changes the runs as well: they are locked first, as whoever follows events does. */
async function stepWithRuns(...[deps, workspaceId, actor, journeyId, action, work]: Step): Promise<Journey> {
  return await step(deps, workspaceId, actor, journeyId, action, work, (tx) =>
    sql`select from journey_runs where workspace_id = ${workspaceId} and journey_id = ${journeyId} and status = 'active'
      order by run_id for update`.execute(tx),
  )
}

async function step(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  journeyId: string,
  action: AuditAction,
  work: (tx: Tx, journey: Journey) => Promise<void>,
  lockFirst: (tx: Tx) => Promise<unknown> = async () => {},
): Promise<Journey> {
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockFirst(tx)
    await sql`select from journeys where workspace_id = ${workspaceId} and journey_id = ${journeyId} for update`.execute(
      tx,
    )
    await work(tx, await getJourney(tx, workspaceId, journeyId))
    await sql`update journeys set updated_at = ${deps.clock.now().toString()}
      where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
    await recordAudit(tx, workspaceId, actor, { action, target: { kind: 'journey', id: journeyId } })
    return await getJourney(tx, workspaceId, journeyId)
  })
}

async function checkConditions(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
): Promise<void> {
  const { trigger, nodes } = definition
  const asked = [
    ...(trigger.kind === 'schedule' ? [trigger.condition] : []),
    ...nodes.flatMap((node) => (node.kind === 'branch' ? [node.condition] : [])),
  ]
  const segmentIds = [
    ...(trigger.kind === 'segment' ? [trigger.segmentId] : []),
    ...nodes.flatMap((node) => (node.kind === 'wait_segment' ? [node.segmentId] : [])),
  ]
  const named = segmentIds.map((segmentId) => ({ kind: 'in_segment', segmentId }) as const)
  for (const condition of [...asked, ...named]) await checkCondition(deps, tx, workspaceId, condition)
}

const wrongStatus = (status: JourneyStatus, message: string): DomainError =>
  new DomainError('conflict', 'journey_wrong_status', message, { status })
