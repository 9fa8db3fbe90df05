import { sql } from 'kysely'
import {
  type Journey,
  type JourneyDefinition,
  type JourneyNode,
  type JourneyStatus,
  journeyDefinition,
} from '#contract/journeys'
import { DomainError } from '#platform/errors'
import type { Tx } from '#platform/postgres'
import { namesIn } from './apply-event.ts'
import type { Splits } from './compare-ways.ts'
import { isUsing } from './journeys-using.ts'

/** A journey as it runs. */
export type LiveJourney = {
  journeyId: string
  name: string
  status: JourneyStatus
  version: number
  definition: JourneyDefinition
  experimentId: string | null
  liveSince: Date
  backfill: 'none' | 'waiting' | 'done'
  backfillAfter: string | null
  backfillSegment: string | null
  backfillKey: string
  nextAt: Date | null
}

/** Journeys that were switched on, also those that are paused now: people may still be on their way. */
export async function readLive(tx: Tx, workspaceId: string): Promise<LiveJourney[]> {
  const found = await sql<LiveJourney>`select j.journey_id as "journeyId", j.name, j.status, j.version, v.definition,
      j.experiment_id as "experimentId", j.live_since as "liveSince", j.backfill, j.backfill_after as "backfillAfter",
      j.backfill_segment as "backfillSegment", j.backfill_key as "backfillKey",
      j.next_at as "nextAt"
    from journeys j join journey_versions v using (workspace_id, journey_id, version)
    where j.workspace_id = ${workspaceId} and j.status in ('running', 'paused') order by j.journey_id`.execute(tx)
  return found.rows.map((row) => ({ ...row, definition: journeyDefinition.parse(row.definition) }))
}

type JourneyVersion = { definition: JourneyDefinition; splits: Splits }
export type FindVersion = (journeyId: string, version: number) => JourneyVersion | undefined

/** The definitions on which people are. */
export async function readVersions(tx: Tx, workspaceId: string, journeyIds: string[]): Promise<FindVersion> {
  const found = await sql<{ journeyId: string; version: number; definition: unknown; splits: Splits }>`
    select journey_id as "journeyId", version, definition, splits from journey_versions
    where workspace_id = ${workspaceId} and journey_id = any(${journeyIds}::uuid[])`.execute(tx)
  const versions = new Map(
    found.rows.map(({ journeyId, version, definition, splits }) => [
      `${journeyId}:${version}`,
      { definition: journeyDefinition.parse(definition), splits },
    ]),
  )
  return (journeyId, version) => versions.get(`${journeyId}:${version}`)
}

/** The names of the events that journeys at work ask for, on whatever version. */
export async function readNames(tx: Tx, workspaceId: string, namesOf = namesIn): Promise<string[]> {
  const found = await sql<{ definition: JourneyDefinition }>`select v.definition from journey_versions v
    join journeys j using (workspace_id, journey_id)
    where v.workspace_id = ${workspaceId} and j.status in ('running', 'paused')`.execute(tx)
  return [...new Set(found.rows.flatMap(({ definition }) => namesOf(definition)))]
}

type Row = Omit<Journey, 'splits' | 'liveSince' | 'createdAt' | 'updatedAt'> & {
  splits: Splits | null
  liveSince: Date | null
  createdAt: Date
  updatedAt: Date
}

const shown = sql`j.journey_id as "journeyId", j.name, j.description, j.play, j.status, j.definition, j.version,
  coalesce(v.definition <> j.definition, false) as changed, j.experiment_id as "experimentId", v.splits, j.backfill,
  j.live_since as "liveSince", j.created_at as "createdAt", j.updated_at as "updatedAt",
  r.entered, r.active, r."reachedGoal", r."keptOut"
  from journeys j left join journey_versions v using (workspace_id, journey_id, version)
  cross join lateral (select count(*) filter (where status <> 'control')::int as entered,
      count(*) filter (where status = 'active')::int as active,
      count(*) filter (where goal_at is not null and status <> 'control')::int as "reachedGoal",
      count(*) filter (where status = 'control')::int as "keptOut"
    from journey_runs r where r.workspace_id = j.workspace_id and r.journey_id = j.journey_id) r`

const describe = ({ liveSince, createdAt, updatedAt, definition, splits, ...row }: Row): Journey => ({
  ...row,
  definition: journeyDefinition.parse(definition),
  splits: Object.entries(splits ?? {}).map(([nodeId, experimentId]) => ({ nodeId, experimentId })),
  liveSince: liveSince?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
})

/** All that are not put away, by name; `using`: of those at work the ones that name something by this id. */
export async function listJourneys(tx: Tx, workspaceId: string, using?: string): Promise<Journey[]> {
  const found = await sql<Row>`select ${shown} where j.workspace_id = ${workspaceId} and j.status <> 'archived'
    and ${using === undefined ? sql`true` : isUsing(using)}
    order by j.name collate "und-x-icu", j.journey_id`.execute(tx)
  return found.rows.map(describe)
}

/** Throws not_found. */
export async function getJourney(tx: Tx, workspaceId: string, journeyId: string): Promise<Journey> {
  const found =
    await sql<Row>`select ${shown} where j.workspace_id = ${workspaceId} and j.journey_id = ${journeyId}`.execute(tx)
  const [row] = found.rows
  if (!row) throw noJourney()
  return describe(row)
}

export const noJourney = (): DomainError =>
  new DomainError('not_found', 'journey_not_found', 'There is no such journey.')

export type JourneyResults = Pick<Journey, 'journeyId' | 'name' | 'status' | 'experimentId' | 'entered'> & {
  /** the message steps of what runs */
  messages: Pick<Extract<JourneyNode, { kind: 'message' }>, 'templateId' | 'channel'>[]
}

/** Journeys that were ever switched on, also those put away: what to compare them by. */
export async function listResults(tx: Tx, workspaceId: string): Promise<JourneyResults[]> {
  const found =
    await sql<JourneyResults>`select j.journey_id as "journeyId", j.name, j.status, j.experiment_id as "experimentId",
      (select count(*)::int from journey_runs r where r.workspace_id = j.workspace_id and r.journey_id = j.journey_id
        and r.status <> 'control') as entered,
      jsonb_path_query_array(v.definition, '$.nodes[*] ? (@.kind == "message")') as messages
    from journeys j join journey_versions v using (workspace_id, journey_id, version) where j.workspace_id = ${workspaceId} and j.version is not null order by j.created_at`.execute(
      tx,
    )
  return found.rows
}

/** What happened to people is followed from here on. */
export async function beginFollowing(tx: Tx, workspaceId: string): Promise<void> {
  await sql`insert into journey_offsets (workspace_id, batch_id)
    select ${workspaceId}, coalesce((select max(batch_id) from event_batches where workspace_id = ${workspaceId}), 0)
    on conflict do nothing`.execute(tx)
}

/** Undefined when another worker follows, or there are no journeys. */
export async function lockOffset(tx: Tx, workspaceId: string): Promise<number | undefined> {
  const found = await sql<{ batchId: number }>`select batch_id as "batchId" from journey_offsets
    where workspace_id = ${workspaceId} for update skip locked`.execute(tx)
  return found.rows[0]?.batchId
}
