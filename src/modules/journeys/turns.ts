import { type RawBuilder, sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import type { Tx } from '#platform/postgres'
import type { LiveJourney } from './journeys.repo.ts'

type Limit = NonNullable<JourneyDefinition['limit']>

/** A turn later than this was missed: nothing ran, or the journey was paused. */
const mostLateMs = 60_000

const apartMsOf = ({ people, per }: Limit): number => (per === 'hour' ? 3_600_000 : 86_400_000) / people

/** Takes turns for so many who begin; the moment of the first, and how far apart they are. Undefined where everybody begins at once. */
export async function takeTurns(
  tx: Tx,
  workspaceId: string,
  { journeyId, definition: { limit } }: LiveJourney,
  count: number,
  now: Temporal.Instant,
): Promise<{ first: Temporal.Instant; apartMs: number } | undefined> {
  if (!limit || count === 0) return undefined
  const apartMs = apartMsOf(limit)
  const found = await sql<{ first: Date }>`with was as (
      select journey_id, greatest(turn_at, ${now.toString()}::timestamptz) as first from journeys
      where workspace_id = ${workspaceId} and journey_id = ${journeyId} for update)
    update journeys j set turn_at = was.first + make_interval(secs => ${(count * apartMs) / 1000}) from was
    where j.workspace_id = ${workspaceId} and j.journey_id = was.journey_id returning was.first`.execute(tx)
  const [row] = found.rows
  return row && { first: Temporal.Instant.fromEpochMilliseconds(row.first.getTime()), apartMs }
}

/**
 * Missed turns are not all taken at once: whoever waits for theirs moves up behind the first of them, in the same order and as far apart as
 * asked for.
 */
export async function spaceTurns(tx: Tx, workspaceId: string, now: Temporal.Instant): Promise<void> {
  const late = now.subtract({ milliseconds: mostLateMs }).toString()
  const { rows } = await sql<{ journeyId: string; limit: Limit }>`
    select j.journey_id as "journeyId", v.definition -> 'limit' as limit
    from journeys j join journey_versions v using (workspace_id, journey_id, version)
    where j.workspace_id = ${workspaceId} and j.status = 'running' and j.turn_at is not null
      and jsonb_typeof(v.definition -> 'limit') = 'object'
      and exists (select ${waiting(workspaceId, sql`j.journey_id`)} and r.wake_at < ${late}::timestamptz)`.execute(tx)
  for (const { journeyId, limit } of rows) {
    // In the order in which everybody locks runs.
    await sql`select ${waiting(workspaceId, sql`${journeyId}::uuid`)} order by r.run_id for update`.execute(tx)
    const apart = sql`make_interval(secs => ${apartMsOf(limit) / 1000})`
    await sql`with waiting as (
        select r.run_id, r.wake_at, row_number() over (order by r.wake_at, r.run_id) - 1 as place
        ${waiting(workspaceId, sql`${journeyId}::uuid`)}),
      spaced as (
        select run_id, max(greatest(wake_at, ${now.toString()}::timestamptz) - place * ${apart}) over (order by place)
          + place * ${apart} as turn
        from waiting where (select min(wake_at) from waiting) < ${late}::timestamptz),
      moved as (
        update journey_runs r set wake_at = s.turn from spaced s
        where r.workspace_id = ${workspaceId} and r.run_id = s.run_id and r.wake_at <> s.turn)
      update journeys set turn_at = greatest(turn_at, (select max(turn) + ${apart} from spaced))
      where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
  }
}

/** Who has not begun yet; neither those in hand nor whoever was tried, or stands at a branch, and only looks as if. */
const waiting = (workspaceId: string, journeyId: RawBuilder<unknown>) => sql`from journey_runs r
  where r.workspace_id = ${workspaceId} and r.journey_id = ${journeyId} and r.status = 'active' and r.wake_at is not null
    and r.steps = 0 and r.tries = 0 and not r.waits and r.awaits_batch is null
    and (r.leased_until is null or r.leased_until < clock_timestamp())`
