import type { JourneyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { customerFamilies, hasMoreCustomers } from '#modules/customers'
import { findMatching, findMatchingThen, pastBegins } from '#modules/segments'
import type { Tx } from '#platform/postgres'
import { conditionOf, nextEntry, readZone } from './bring-in.ts'
import { dateEntries } from './date-entries.ts'
import { datePaths } from './event-date.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { matchesEvent, readKey } from './match-event.ts'
import { askedOf, askedProperties } from './read-past.ts'
import type { Entry } from './walk-past.ts'

type Stretch = { from: Temporal.Instant; until: Temporal.Instant }
type Entries = {
  entries: Entry[]
  basis: 'past' | 'now'
  from: Temporal.Instant
  /** so many days lie between two looks at who belongs; null: every moment is known */
  everyDays: number | null
}

const mostEntries = 50_000
const mostLooks = 60
const manyCustomers = 200_000
/** Less than this of the past is none. */
const leastDays = 28

/** Who would have begun, and when; where the past cannot tell, everybody whom it concerns now, now. */
export async function findEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  stretch: Stretch,
): Promise<Entries> {
  const { trigger } = definition
  const { from, until } = stretch
  const exactly = (entries: Entry[]): Entries => ({ entries, basis: 'past', from, everyDays: null })
  if (trigger.kind === 'event') return exactly(await eventEntries(deps, tx, workspaceId, definition, stretch))
  if (trigger.kind === 'date')
    return exactly(
      (await dateEntries(deps, tx, workspaceId, { ...definition, trigger }, stretch)).slice(0, mostEntries),
    )
  const condition: Condition | undefined =
    trigger.kind === 'segment' ? { kind: 'in_segment', segmentId: trigger.segmentId } : conditionOf(definition)
  if (!condition) return { entries: [], basis: 'now', from, everyDays: null }
  const begins = (await pastBegins(deps, tx, workspaceId, condition)) ?? from
  const since = Temporal.Instant.compare(begins, from) > 0 ? begins : from
  if (since.until(until).total('hours') >= leastDays * 24) {
    const known = { from: since, until }
    return trigger.kind === 'segment'
      ? await segmentEntries(deps, tx, workspaceId, condition, trigger.on, known)
      : await scheduleEntries(deps, tx, workspaceId, definition, condition, known)
  }
  const ids =
    trigger.kind === 'segment' && trigger.on === 'left' ? [] : await findMatching(deps, tx, workspaceId, condition)
  return { entries: begin(ids, until).slice(0, mostEntries), basis: 'now', from, everyDays: null }
}

const begin = (ids: Iterable<string>, at: Temporal.Instant): Entry[] =>
  [...ids].map((personId) => ({ personId, key: '', at }))

async function eventEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  { from, until }: Stretch,
): Promise<Entry[]> {
  const { trigger } = definition
  if (trigger.kind !== 'event') return []
  const found = await deps.ch.forWorkspace(workspaceId).query<{ id: string; at: string; asked_properties: string }>(
    `SELECT customer_id AS id, toString(toUnixTimestamp64Milli(occurred_at)) AS at, ${askedProperties} FROM events
      WHERE workspace_id = {workspace_id:UUID} AND event = {event:String}
        AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND occurred_at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
      ORDER BY occurred_at, position LIMIT ${mostEntries}`,
    { asked: askedOf(definition), event: trigger.event, from: from.epochMilliseconds, until: until.epochMilliseconds },
  )
  const told = found.map((row) => ({ ...row, properties: JSON.parse(row.asked_properties) as Record<string, unknown> }))
  const meant = told.filter(({ properties }) => matchesEvent(trigger, trigger.event, properties))
  const rows = await customerFamilies(tx, workspaceId, [...new Set(meant.map(({ id }) => id))])
  const persons = new Map(rows.map(({ id, personId }) => [id, personId]))
  const asksForDates = datePaths(definition).length > 0
  return meant.flatMap(({ id, at, properties }): Entry[] => {
    const key = definition.key === undefined ? '' : readKey(properties, definition.key)
    const personId = persons.get(id)
    if (key === undefined || personId === undefined) return []
    const entry = { personId, key, at: Temporal.Instant.fromEpochMilliseconds(Number(at)) }
    return [asksForDates ? { ...entry, data: properties } : entry]
  })
}

/** Whoever belonged at one look and not at the one before, or the other way round. */
async function segmentEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  condition: Condition,
  on: 'entered' | 'left',
  { from, until }: Stretch,
): Promise<Entries> {
  const everyDays = (await hasMoreCustomers(tx, workspaceId, manyCustomers)) ? 30 : 7
  const entries: Entry[] = []
  let before = new Set(await findMatchingThen(deps, tx, workspaceId, condition, from))
  let at = from.add({ hours: 24 * everyDays })
  for (; Temporal.Instant.compare(at, until) <= 0; at = at.add({ hours: 24 * everyDays })) {
    const now = new Set(await findMatchingThen(deps, tx, workspaceId, condition, at))
    entries.push(...begin(on === 'entered' ? now.difference(before) : before.difference(now), at))
    before = now
  }
  return { entries: entries.slice(0, mostEntries), basis: 'past', from, everyDays }
}

/** Everybody for whom the condition held at the hour; of many such hours the latest. */
async function scheduleEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  condition: Condition,
  { from, until }: Stretch,
): Promise<Entries> {
  const zone = await readZone(tx, workspaceId)
  const hours: Temporal.Instant[] = []
  for (let at = nextEntry(definition, from, zone); at && Temporal.Instant.compare(at, until) <= 0; ) {
    hours.push(at)
    at = nextEntry(definition, at, zone)
  }
  const looks = hours.slice(-mostLooks)
  const entries: Entry[] = []
  for (const at of looks) entries.push(...begin(await findMatchingThen(deps, tx, workspaceId, condition, at), at))
  return { entries: entries.slice(0, mostEntries), basis: 'past', from: looks[0] ?? from, everyDays: null }
}
