import { sql } from 'kysely'
import type { JourneysDeps } from '#modules/journeys'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { uuidFromText } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { countSizes, type Sizes, sizeOf } from './count-sizes.ts'
import type { Usual } from './play.ts'
import { plays } from './plays.ts'

/** 90 days do not look different because of a few orders. */
const muchNew = 0.02
const hoursKept = 24

/**
 * Whom each play would begin with, as it was last counted. It is counted anew when the shop has changed by a fiftieth since, when customers
 * were scored anew, when what is usual in it has become something else, and after a day.
 */
export async function keepSizes(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
): Promise<Sizes> {
  const now = deps.clock.now()
  // Data that ended long ago is looked at as of its end, until something new comes.
  const asOf = at.until(now).total('hours') > hoursKept ? at.toString() : 'now'
  const question = uuidFromText(JSON.stringify([asOf, ...plays.map((one) => [one.key, sizeOf(one, usual)])]))
  const { events, scored } = await readState(deps.ch.forWorkspace(workspaceId))
  const kept = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{
      events: number
      countedAt: Date
      sizes: Sizes
    }>`select events, counted_at as "countedAt", sizes from play_sizes
      where workspace_id = ${workspaceId} and question = ${question} and scored = ${scored}`.execute(tx),
  )
  const [known] = kept.rows
  const isFresh =
    known !== undefined &&
    now.epochMilliseconds - known.countedAt.getTime() < hoursKept * 3_600_000 &&
    Math.abs(events - known.events) <= known.events * muchNew
  if (isFresh) return known.sizes
  const sizes = await countSizes(deps, workspaceId, usual, at)
  await inWorkspace(deps.db, workspaceId, (tx) =>
    sql`insert into play_sizes (workspace_id, question, events, scored, counted_at, sizes)
      values (${workspaceId}, ${question}, ${events}, ${scored}, ${now.toString()}, ${JSON.stringify(sizes)}::jsonb)
      on conflict (workspace_id) do update set question = excluded.question, events = excluded.events, scored = excluded.scored,
        counted_at = excluded.counted_at, sizes = excluded.sizes`.execute(tx),
  )
  return sizes
}

/** How much there is to look at, and the newest week in which customers were scored. */
async function readState(ch: WorkspaceClickhouse): Promise<{ events: number; scored: string }> {
  const [[all], [scores]] = await Promise.all([
    ch.query<{ events: string }>('SELECT count() AS events FROM events WHERE workspace_id = {workspace_id:UUID}'),
    ch.query<{ week: string }>(
      'SELECT toString(max(week)) AS week FROM customer_scores WHERE workspace_id = {workspace_id:UUID}',
    ),
  ])
  return { events: Number(all?.events ?? 0), scored: scores?.week ?? '' }
}
