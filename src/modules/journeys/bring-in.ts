import { sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { customerFamilies } from '#modules/customers'
import { findMatching, pageMembers } from '#modules/segments'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { type Entrant, enterPeople } from './enter-people.ts'
import { type LiveJourney, readLive } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { nextMoment } from './next-moment.ts'

const atOnce = 1_000
/** Whom it is about cannot be asked now: ClickHouse is away, or a segment that the condition names is gone. */
const minutesUntilAgain = 5

/**
 * Brings people in whom no event brings: those whose day it is, and those who belonged to the segment before. A journey that cannot be asked
 * whom it is about is asked again later and holds up no other. Whether anything was done.
 */
export async function bringIn(deps: JourneysDeps, workspaceId: string): Promise<boolean> {
  let asked: string | undefined
  try {
    const done = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const now = deps.clock.now().toString()
      const found = await sql<{ id: string }>`select journey_id as id from journeys where workspace_id = ${workspaceId}
        and status = 'running' and (next_at <= ${now} or backfill = 'waiting') order by journey_id limit 1
        for update skip locked`.execute(tx)
      const journey = (await readLive(tx, workspaceId)).find(({ journeyId }) => journeyId === found.rows[0]?.id)
      if (!journey) return { busy: false, entered: 0 }
      if (journey.backfill === 'waiting')
        return { busy: true, entered: await takeMembers(deps, tx, workspaceId, journey) }
      asked = journey.journeyId
      return { busy: true, entered: await takeDue(deps, tx, workspaceId, journey) }
    })
    if (done.entered > 0) deps.onWritten(workspaceId)
    return done.busy
  } catch (error) {
    if (asked === undefined) throw error
    deps.log.warn({ err: error, journeyId: asked }, 'Nobody could be brought into a journey; tried again later')
    await tryLater(deps, workspaceId, asked)
    return true
  }
}

async function tryLater({ db, clock }: JourneysDeps, workspaceId: string, journeyId: string): Promise<void> {
  const next = clock.now().add({ minutes: minutesUntilAgain }).toString()
  await inWorkspace(db, workspaceId, (tx) =>
    sql`update journeys set next_at = ${next} where workspace_id = ${workspaceId} and journey_id = ${journeyId}
      and status = 'running' and next_at is not null`.execute(tx),
  )
}

async function takeMembers(deps: JourneysDeps, tx: Tx, workspaceId: string, journey: LiveJourney): Promise<number> {
  const { definition, journeyId, backfillAfter, backfillSegment, backfillKey } = journey
  const segmentId =
    backfillSegment ?? (definition.trigger.kind === 'segment' ? definition.trigger.segmentId : undefined)
  const ids = segmentId === undefined ? [] : await pageMembers(tx, workspaceId, segmentId, backfillAfter, atOnce)
  const at = deps.clock.now()
  const entered = await enterPeople(
    deps,
    tx,
    workspaceId,
    journey,
    await entrantsOf(tx, workspaceId, ids, backfillKey, at),
  )
  const last = ids.at(-1)
  await sql`update journeys set backfill = ${ids.length < atOnce ? 'done' : 'waiting'}, backfill_after = ${last ?? backfillAfter}
    where workspace_id = ${workspaceId} and journey_id = ${journeyId}`.execute(tx)
  return entered.length
}

/** What was missed because nothing ran is made up for on the day itself only. */
async function takeDue(deps: JourneysDeps, tx: Tx, workspaceId: string, journey: LiveJourney): Promise<number> {
  const now = deps.clock.now()
  const zone = await readZone(tx, workspaceId)
  const day = dayIn(now, zone)
  const midnight = Temporal.PlainDate.from(day).toZonedDateTime(zone).toInstant()
  const due = nextEntry(journey.definition, midnight.subtract({ nanoseconds: 1 }), zone)
  const condition = conditionOf(journey.definition)
  const ids =
    condition && due && Temporal.Instant.compare(due, now) <= 0
      ? await findMatching(deps, tx, workspaceId, condition)
      : []
  let entered = 0
  for (let i = 0; i < ids.length; i += atOnce) {
    const entrants = await entrantsOf(tx, workspaceId, ids.slice(i, i + atOnce), `day:${day}`, now)
    entered += (await enterPeople(deps, tx, workspaceId, journey, entrants)).length
  }
  const next = nextEntry(journey.definition, now, zone)
  await sql`update journeys set next_at = ${next?.toString() ?? null} where workspace_id = ${workspaceId}
    and journey_id = ${journey.journeyId}`.execute(tx)
  return entered
}

/** When the clock brings people in after this moment; undefined where it does not. */
export function nextEntry(
  { trigger }: JourneyDefinition,
  now: Temporal.Instant,
  zone: string,
): Temporal.Instant | undefined {
  if (trigger.kind !== 'date' && trigger.kind !== 'schedule') return undefined
  const weekdays = trigger.kind === 'schedule' ? trigger.weekdays : undefined
  return nextMoment(now, trigger.at, zone, { weekdays, isAfter: true })
}

/** Whom the clock brings in; undefined where it brings nobody. */
export function conditionOf({ trigger }: JourneyDefinition): Condition | undefined {
  if (trigger.kind === 'schedule') return trigger.condition
  if (trigger.kind !== 'date') return undefined
  // Three days before the date is today for those whose date is in three days.
  const from = -trigger.days || 0
  const test = trigger.yearly
    ? ({ is: 'anniversary', from, to: from } as const)
    : ({ is: 'days_from_today', days: from } as const)
  return { kind: 'trait', path: trigger.trait, test }
}

export async function readZone(tx: Tx, workspaceId: string): Promise<string> {
  const found = await sql<{
    zone: string
  }>`select time_zone as zone from workspaces where workspace_id = ${workspaceId}`.execute(tx)
  return found.rows[0]?.zone ?? 'UTC'
}

/** These customers as they are now, each once; unknown and erased ones are left out. */
export async function entrantsOf(
  tx: Tx,
  workspaceId: string,
  customerIds: string[],
  entryKey: string,
  at: Temporal.Instant,
  more: { key?: string; data?: Record<string, unknown> } = {},
): Promise<Entrant[]> {
  const families = new Map<string, string[]>()
  for (const { id, personId } of await customerFamilies(tx, workspaceId, customerIds))
    families.set(personId, [...(families.get(personId) ?? []), id])
  const { key = '', data = {} } = more
  return [...families].map(([customerId, family]) => ({ customerId, family, key, entryKey, data, at }))
}
