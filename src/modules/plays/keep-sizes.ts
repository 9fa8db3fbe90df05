import { sql } from 'kysely'
import type { JourneysDeps } from '#modules/journeys'
import type { WorkspaceClickhouse } from '#platform/clickhouse'
import { uuidFromText } from '#platform/ids'
import { inWorkspace } from '#platform/postgres'
import { countSome, type Sizes, sizeOf } from './count-sizes.ts'
import type { Usual } from './play.ts'
import { plays } from './plays.ts'

/** 90 days do not look different because of a few orders. */
const muchNew = 0.02
const hoursKept = 24
/** What was begun so lately is finished, whatever comes meanwhile: during an import it would never be. */
const hoursToFinish = 1

type Counted = { sizes: Sizes; left: number }
type Kept = { events: number; countedAt: Date; sizes: Sizes }
type Asked = { question: string; scored: string }

/**
 * Whom each play would begin with, as it was last counted, and for how many it is still to be counted after about `untilMs` of work; each call
 * goes on where the last one stopped. All is counted anew when the shop has changed by a fiftieth since, when customers were scored anew, when
 * what is usual in it has become something else, and after a day.
 */
export async function keepSizes(
  deps: JourneysDeps,
  workspaceId: string,
  usual: Usual,
  at: Temporal.Instant,
  untilMs = Number.POSITIVE_INFINITY,
): Promise<Counted> {
  const now = deps.clock.now()
  // Data that ended long ago is looked at as of its end, until something new comes.
  const asOf = at.until(now).total('hours') > hoursKept ? at.toString() : 'now'
  const question = uuidFromText(JSON.stringify([asOf, ...plays.map((one) => [one.key, sizeOf(one, usual)])]))
  const { events, scored } = await readState(deps.ch.forWorkspace(workspaceId))
  const asked = { question, scored }
  const kept = await readKept(deps, workspaceId, asked)
  const isUsed = kept !== undefined && holdsStill(kept, events, now)
  const sizes = isUsed ? { ...kept.sizes } : {}
  if (!isUsed) await beginAnew(deps, workspaceId, asked, events, now)
  const begun = performance.now()
  while (leftOf(sizes).length > 0) {
    const some = await countSome(deps, workspaceId, usual, at, leftOf(sizes))
    Object.assign(sizes, some)
    await keepSome(deps, workspaceId, asked, some)
    if (performance.now() - begun >= untilMs) break
  }
  return { sizes, left: leftOf(sizes).length }
}

const leftOf = (sizes: Sizes) => plays.filter(({ key }) => sizes[key] === undefined)

function holdsStill({ events: before, countedAt, sizes }: Kept, events: number, now: Temporal.Instant): boolean {
  const hours = (now.epochMilliseconds - countedAt.getTime()) / 3_600_000
  if (leftOf(sizes).length > 0 && hours < hoursToFinish) return true
  return hours < hoursKept && Math.abs(events - before) <= before * muchNew
}

async function readKept(
  { db }: JourneysDeps,
  workspaceId: string,
  { question, scored }: Asked,
): Promise<Kept | undefined> {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<Kept>`select events, counted_at as "countedAt", sizes from play_sizes
      where workspace_id = ${workspaceId} and question = ${question} and scored = ${scored}`.execute(tx),
  )
  return found.rows[0]
}

async function beginAnew(
  { db }: JourneysDeps,
  workspaceId: string,
  { question, scored }: Asked,
  events: number,
  now: Temporal.Instant,
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`insert into play_sizes (workspace_id, question, events, scored, counted_at, sizes)
      values (${workspaceId}, ${question}, ${events}, ${scored}, ${now.toString()}, '{}'::jsonb)
      on conflict (workspace_id) do update set question = excluded.question, events = excluded.events, scored = excluded.scored,
        counted_at = excluded.counted_at, sizes = excluded.sizes`.execute(tx),
  )
}

/** Two who count at once both add what they found. */
async function keepSome(
  { db }: JourneysDeps,
  workspaceId: string,
  { question, scored }: Asked,
  some: Sizes,
): Promise<void> {
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update play_sizes set sizes = sizes || ${JSON.stringify(some)}::jsonb
      where workspace_id = ${workspaceId} and question = ${question} and scored = ${scored}`.execute(tx),
  )
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
