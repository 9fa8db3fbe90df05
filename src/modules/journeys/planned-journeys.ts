import { type RawBuilder, sql } from 'kysely'
import type { JourneyDefinition } from '#contract/journeys'
import type { PlannedContact, PlannedContacts } from '#modules/messaging'
import { previewSegment } from '#modules/segments'
import { inWorkspace, type Tx } from '#platform/postgres'
import { conditionOf, nextEntry, readZone } from './bring-in.ts'
import { type FindVersion, type LiveJourney, readLive, readVersions } from './journeys.repo.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { messagesAhead } from './messages-ahead.ts'
import { whoseDay } from './whose-day.ts'

/** People who come to a step at a moment, as far as is known now. */
type Coming = {
  journey: LiveJourney
  definition: JourneyDefinition
  /** the step they go on with */
  start: string | null
  at: Temporal.Instant
  people: number
  isSure: boolean
  who?: RawBuilder<unknown>
}

/** Beyond that many of one day nobody is told apart. */
const mostKnown = 20_000

/**
 * What journeys will send between two moments, for the calendar: to who is on the way and waits, to those whose day it is, and to whom a
 * schedule would find today. At most so many: they may reach the goal first, be kept out by chance, or the journey may not take them again.
 */
export function plannedJourneys(deps: JourneysDeps): PlannedContacts {
  return async (workspaceId, from, until) => {
    const { zone, journeys, coming } = await inWorkspace(deps.db, workspaceId, async (tx) => {
      const all = await readLive(tx, workspaceId)
      const running = all.filter(({ status }) => status === 'running')
      const shop = { zone: await readZone(tx, workspaceId), now: deps.clock.now(), until }
      const onTheWay = await whoWaits(tx, workspaceId, running, shop)
      const dates = await whoseDayComes(tx, workspaceId, running, shop)
      return { zone: shop.zone, journeys: running, coming: [...onTheWay, ...dates] }
    })
    const found = await whomSchedulesFind(deps, workspaceId, journeys, zone, until)
    return gather([...coming, ...found], zone, from, until)
  }
}

type Shop = { zone: string; now: Temporal.Instant; until: Temporal.Instant }

async function whoWaits(tx: Tx, workspaceId: string, journeys: LiveJourney[], shop: Shop): Promise<Coming[]> {
  const ids = journeys.map(({ journeyId }) => journeyId)
  const { rows } = await sql<{
    journeyId: string
    version: number
    nodeId: string
    day: string
    first: Date
    people: number
  }>`select journey_id as "journeyId", version, node_id as "nodeId", (wake_at at time zone ${shop.zone})::date::text as day,
      min(wake_at) as first, count(*)::int as people
    from journey_runs where workspace_id = ${workspaceId} and journey_id = any(${ids}::uuid[]) and status = 'active' and waits
      and wake_at < ${shop.until.toString()}::timestamptz group by 1, 2, 3, 4`.execute(tx)
  const find: FindVersion = await readVersions(tx, workspaceId, ids)
  return rows.flatMap(({ journeyId, version, nodeId, day, first, people }): Coming[] => {
    const journey = journeys.find((one) => one.journeyId === journeyId)
    const definition = find(journeyId, version)?.definition
    const node = definition?.nodes.find(({ id }) => id === nodeId)
    if (!journey || !definition || !node || !('next' in node)) return []
    const isSure = !('otherwise' in node)
    const [start, end] = [day, Temporal.PlainDate.from(day).add({ days: 1 }).toString()].map((one) =>
      Temporal.PlainDate.from(one).toZonedDateTime(shop.zone).toInstant().toString(),
    )
    const who = sql`select coalesce(c.merged_into, r.customer_id) as customer_id from journey_runs r
      join customers c using (workspace_id, customer_id)
      where r.workspace_id = ${workspaceId} and r.journey_id = ${journeyId} and r.version = ${version} and r.node_id = ${nodeId}
        and r.status = 'active' and r.waits and r.wake_at >= ${start}::timestamptz and r.wake_at < ${end}::timestamptz`
    const at = Temporal.Instant.fromEpochMilliseconds(first.getTime())
    const next = 'otherwise' in node ? node.otherwise : node.next
    return [{ journey, definition, start: next, at, people, isSure, who }]
  })
}

async function whoseDayComes(tx: Tx, workspaceId: string, journeys: LiveJourney[], shop: Shop): Promise<Coming[]> {
  const coming: Coming[] = []
  for (const journey of journeys) {
    const { definition } = journey
    const { trigger } = definition
    if (trigger.kind !== 'date' || messagesAhead(definition, shop.zone, definition.start, shop.now).length === 0)
      continue
    const moments = momentsOf(definition, shop.now, shop.until, shop.zone)
    const days = moments.map((at) => at.toZonedDateTimeISO(shop.zone).toPlainDate().subtract({ days: trigger.days }))
    const known = await whoseDay(tx, workspaceId, trigger, days)
    for (const [i, at] of moments.entries()) {
      const ids = known.get(days[i]?.toString() ?? '') ?? []
      if (ids.length === 0) continue
      const who = ids.length > mostKnown ? undefined : sql`select unnest(${ids}::uuid[]) as customer_id`
      const people = ids.length
      coming.push({ journey, definition, start: definition.start, at, people, isSure: true, ...(who && { who }) })
    }
  }
  return coming
}

/** As many as it would find now, each time. */
async function whomSchedulesFind(
  deps: JourneysDeps,
  workspaceId: string,
  journeys: LiveJourney[],
  zone: string,
  until: Temporal.Instant,
): Promise<Coming[]> {
  const coming: Coming[] = []
  const now = deps.clock.now()
  for (const journey of journeys) {
    const { definition } = journey
    const condition = definition.trigger.kind === 'schedule' ? conditionOf(definition) : undefined
    if (!condition || messagesAhead(definition, zone, definition.start, now).length === 0) continue
    const moments = momentsOf(definition, now, until, zone)
    if (moments.length === 0) continue
    const { members } = await previewSegment(deps, workspaceId, condition)
    for (const at of moments)
      coming.push({ journey, definition, start: definition.start, at, people: members, isSure: false })
  }
  return coming
}

function momentsOf(definition: JourneyDefinition, now: Temporal.Instant, until: Temporal.Instant, zone: string) {
  const moments: Temporal.Instant[] = []
  let at = nextEntry(definition, now, zone)
  while (at && Temporal.Instant.compare(at, until) < 0) {
    moments.push(at)
    at = nextEntry(definition, at, zone)
  }
  return moments
}

/** One entry for what one journey sends alike on one day. */
function gather(coming: Coming[], zone: string, from: Temporal.Instant, until: Temporal.Instant): PlannedContact[] {
  const entries = new Map<string, PlannedContact & { all: RawBuilder<unknown>[] }>()
  for (const { journey, definition, start, at, people, isSure, who } of coming)
    for (const ahead of messagesAhead(definition, zone, start, at, isSure)) {
      if (Temporal.Instant.compare(ahead.at, from) < 0 || Temporal.Instant.compare(ahead.at, until) >= 0) continue
      const { purpose, channel = null } = ahead.node
      const key = `${journey.journeyId} ${purpose} ${channel} ${ahead.at.toZonedDateTimeISO(zone).toPlainDate()}`
      const entry = entries.get(key) ?? {
        ...{ source: 'journey' as const, sourceId: journey.journeyId, name: journey.name },
        ...{ purpose, channel, at: ahead.at, people: 0, all: [] },
      }
      entry.people += Math.round(people * ahead.share)
      if (ahead.isSure && who) entry.all.push(who)
      entries.set(key, entry)
    }
  return [...entries.values()].map(({ all, ...entry }) => ({
    ...entry,
    ...(all.length > 0 && { who: sql`${sql.join(all, sql` union all `)}` }),
  }))
}
