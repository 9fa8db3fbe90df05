import { sql } from 'kysely'
import { type JourneyDefinition, type JourneySimulation, journeyDefinition } from '#contract/journeys'
import { positionOf } from '#models/experiments'
import { customerFamilies } from '#modules/customers'
import { findMatching, matchCustomers } from '#modules/segments'
import { dayIn } from '#platform/clock'
import { inWorkspace, type Tx } from '#platform/postgres'
import { namesIn } from './apply-event.ts'
import { conditionOf, nextEntry, readZone } from './bring-in.ts'
import { checkDefinition } from './check-definition.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { matchesEvent, readKey } from './match-event.ts'
import { type Entry, type Past, walkPast } from './walk-past.ts'

const days = 365
const mostEntries = 50_000
const mostWalked = 2_000
const shownPeople = 12

/**
 * What a journey would have done in the last year, had it been on: everybody who would have begun is walked through it with what really
 * happened to them. Conditions of branches and risk are judged as of today; consent, caps and quiet hours are not. Nothing is kept.
 * Where the past cannot tell who would have begun, everybody whom it concerns today begins today. Throws invalid.
 */
export async function simulateJourney(
  deps: JourneysDeps,
  workspaceId: string,
  given: JourneyDefinition,
): Promise<JourneySimulation> {
  const definition = journeyDefinition.parse(given)
  checkDefinition(definition, deps.actions)
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    const zone = await readZone(tx, workspaceId)
    const until = await newestMoment(deps, workspaceId)
    const from = until.subtract({ hours: 24 * days })
    const { entries, basis } = await findEntries(deps, tx, workspaceId, definition, from, until)
    const allowed = mayBegin(definition, entries)
    const out = allowed.filter(({ personId }) => isKeptOut(definition, personId))
    const began = allowed.filter(({ personId }) => !isKeptOut(definition, personId))
    const walked = began.length > mostWalked ? everyNth(began, mostWalked) : began
    const past = await readPast(deps, tx, workspaceId, definition, walked, from)
    const runs = walked.map((entry) => walkPast(definition, entry, past, { zone, until, basis }))
    const stretch = walked.length === 0 ? 1 : began.length / walked.length
    const times = (n: number): number => Math.round(n * stretch)
    const passed = new Map<string, number>()
    for (const { did } of runs) for (const { nodeId } of did) passed.set(nodeId, (passed.get(nodeId) ?? 0) + 1)
    const isMessage = new Set(definition.nodes.flatMap((node) => (node.kind === 'message' ? [node.id] : [])))
    return {
      from: dayIn(from, zone),
      to: dayIn(until, zone),
      basis,
      runs: began.length,
      people: new Set(began.map(({ personId }) => personId)).size,
      keptOut: out.length,
      reachedGoal: times(runs.filter((run) => run.goal).length),
      sampled: walked.length < began.length ? walked.length : null,
      steps: [...passed].map(([nodeId, n]) => ({ nodeId, passed: times(n) })),
      messages: times([...passed].reduce((sum, [id, n]) => sum + (isMessage.has(id) ? n : 0), 0)),
      examples: await describe(tx, workspaceId, everyNth(runs, shownPeople)),
    }
  })
}

/** Now; for data that ended more than a month ago, its end. */
async function newestMoment({ ch, clock }: JourneysDeps, workspaceId: string): Promise<Temporal.Instant> {
  const [found] = await ch
    .forWorkspace(workspaceId)
    .query<{ day: string }>(
      'SELECT toString(max(day)) AS day FROM active_days WHERE workspace_id = {workspace_id:UUID}',
    )
  const now = clock.now()
  const day = found?.day ?? '1970-01-01'
  if (day < '1971' || day > dayIn(now.subtract({ hours: 24 * 30 }), 'UTC')) return now
  return Temporal.Instant.from(`${day}T00:00:00Z`).add({ hours: 24 })
}

async function findEntries(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  from: Temporal.Instant,
  until: Temporal.Instant,
): Promise<{ entries: Entry[]; basis: 'past' | 'now' }> {
  const { trigger } = definition
  const asked = askedOf(definition)
  if (trigger.kind === 'event') {
    const found = await deps.ch.forWorkspace(workspaceId).query<{ id: string; at: string; asked_properties: string }>(
      `SELECT customer_id AS id, toString(toUnixTimestamp64Milli(occurred_at)) AS at, ${askedProperties} FROM events
        WHERE workspace_id = {workspace_id:UUID} AND event = {event:String}
          AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') AND occurred_at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
        ORDER BY occurred_at, position LIMIT ${mostEntries}`,
      { asked, event: trigger.event, from: from.epochMilliseconds, until: until.epochMilliseconds },
    )
    const told = found.map((row) => ({
      ...row,
      properties: JSON.parse(row.asked_properties) as Record<string, unknown>,
    }))
    const meant = told.filter(({ properties }) => matchesEvent(trigger, trigger.event, properties))
    const persons = await personsOf(
      tx,
      workspaceId,
      meant.map(({ id }) => id),
    )
    const entries = meant.flatMap(({ id, at, properties }): Entry[] => {
      const key = definition.key === undefined ? '' : readKey(properties, definition.key)
      const personId = persons.get(id)
      if (key === undefined || personId === undefined) return []
      return [{ personId, key, at: Temporal.Instant.fromEpochMilliseconds(Number(at)) }]
    })
    return { entries, basis: 'past' }
  }
  if (trigger.kind === 'date' && trigger.yearly) return await dateEntries(tx, workspaceId, definition, until)
  const condition =
    trigger.kind === 'segment' && trigger.on === 'entered'
      ? ({ kind: 'in_segment', segmentId: trigger.segmentId } as const)
      : conditionOf(definition)
  const ids = condition ? await findMatching(deps, tx, workspaceId, condition) : []
  return { entries: ids.slice(0, mostEntries).map((personId) => ({ personId, key: '', at: until })), basis: 'now' }
}

/** Everybody with such a date begins once in a year, on the day itself. */
async function dateEntries(
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  until: Temporal.Instant,
): Promise<{ entries: Entry[]; basis: 'past' }> {
  const { trigger } = definition
  if (trigger.kind !== 'date') return { entries: [], basis: 'past' }
  const found = await sql<{
    id: string
    told: string
  }>`select customer_id as id, left(traits ->> ${trigger.trait}, 10) as told
    from customers where workspace_id = ${workspaceId} and merged_into is null and erased_at is null
      and traits ->> ${trigger.trait} ~ '^\\d{4}-\\d{2}-\\d{2}' limit ${mostEntries}`.execute(tx)
  const zone = await readZone(tx, workspaceId)
  const today = until.toZonedDateTimeISO(zone).toPlainDate()
  const entries = found.rows.flatMap(({ id, told }): Entry[] => {
    try {
      const born = Temporal.PlainDate.from(told)
      const on = [today.year, today.year - 1]
        .map((year) => born.with({ year }, { overflow: 'constrain' }).add({ days: trigger.days }))
        .find((day) => Temporal.PlainDate.compare(day, today) <= 0)
      const midnight = on?.toZonedDateTime(zone).toInstant().subtract({ nanoseconds: 1 })
      const at = midnight && nextEntry(definition, midnight, zone)
      return at ? [{ personId: id, key: '', at }] : []
    } catch {
      return []
    }
  })
  return { entries: entries.toSorted((a, b) => Temporal.Instant.compare(a.at, b.at)), basis: 'past' }
}

/** Properties are long texts, of which a journey asks little. */
const askedProperties = `concat('{', arrayStringConcat(arrayMap(one -> concat(toJSONString(one.1), ':', one.2),
  arrayFilter(one -> one.1 IN {asked:Array(String)}, JSONExtractKeysAndValuesRaw(properties))), ','), '}') AS asked_properties`

function askedOf({ trigger, goal, exitOn, nodes, key }: JourneyDefinition): string[] {
  const filters = [trigger, goal, ...exitOn, ...nodes]
  const paths = filters
    .flatMap((one) => (one !== null && 'where' in one ? (one.where ?? []) : []))
    .map(({ path }) => path)
  return [...new Set([...paths, ...(key === undefined ? [] : [key])].map((path) => path.split('.')[0] ?? ''))]
}

async function personsOf(tx: Tx, workspaceId: string, ids: string[]): Promise<Map<string, string>> {
  const rows = await customerFamilies(tx, workspaceId, [...new Set(ids)])
  return new Map(rows.map(({ id, personId }) => [id, personId]))
}

/** As the rule about beginning again says, from the first on. */
function mayBegin({ again }: JourneyDefinition, entries: Entry[]): Entry[] {
  const last = new Map<string, Temporal.Instant>()
  return entries.filter(({ personId, key, at }) => {
    const slot = `${personId}:${key}`
    const before = last.get(slot)
    const isAllowed =
      before === undefined ||
      again.rule === 'always' ||
      (again.rule === 'after_days' && at.epochMilliseconds - before.epochMilliseconds >= again.days * 86_400_000)
    if (isAllowed) last.set(slot, at)
    return isAllowed
  })
}

const isKeptOut = ({ control }: JourneyDefinition, personId: string): boolean =>
  positionOf('simulation', personId) < control / 100

const everyNth = <T>(all: T[], most: number): T[] =>
  all.length <= most ? all : Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)] as T)

/** What really happened to them, as far as the journey asks. */
async function readPast(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  walked: Entry[],
  from: Temporal.Instant,
): Promise<Past> {
  const persons = [...new Set(walked.map(({ personId }) => personId))]
  const rows = persons.length === 0 ? [] : await customerFamilies(tx, workspaceId, persons)
  const owner = new Map(rows.map(({ id, personId }) => [id, personId]))
  const family = [...owner.keys()]
  const branches = new Map<string, Set<string>>()
  if (persons.length > 0)
    for (const node of definition.nodes) {
      const condition =
        node.kind === 'branch'
          ? node.condition
          : node.kind === 'wait_segment'
            ? ({ kind: 'in_segment', segmentId: node.segmentId } as const)
            : undefined
      if (condition) branches.set(node.id, await matchCustomers(deps, tx, workspaceId, condition, { persons, family }))
    }
  const asked = askedOf(definition)
  const found =
    family.length === 0
      ? []
      : await deps.ch
          .forWorkspace(workspaceId)
          .query<{ id: string; at: string; event: string; asked_properties: string }>(
            `SELECT customer_id AS id, toString(toUnixTimestamp64Milli(occurred_at)) AS at, toString(event) AS event, ${askedProperties} FROM events
            WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {family:Array(UUID)} AND event IN {names:Array(String)}
              AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') ORDER BY occurred_at, position`,
            { asked, family, names: [...new Set(namesIn(definition))], from: from.epochMilliseconds },
          )
  const events: Past['events'] = new Map()
  for (const { id, at, event, asked_properties: told } of found) {
    const personId = owner.get(id) ?? id
    const list = events.get(personId) ?? []
    list.push({
      name: event,
      at: Temporal.Instant.fromEpochMilliseconds(Number(at)),
      properties: JSON.parse(told) as Record<string, unknown>,
    })
    events.set(personId, list)
  }
  return { events, branches }
}

async function describe(
  tx: Tx,
  workspaceId: string,
  runs: ReturnType<typeof walkPast>[],
): Promise<JourneySimulation['examples']> {
  const ids = runs.map(({ entry }) => entry.personId)
  const found = await sql<{
    id: string
    name: string | null
  }>`select customer_id as id, coalesce(name, email, phone, external_id) as name
    from customers where workspace_id = ${workspaceId} and customer_id = any(${ids}::uuid[])`.execute(tx)
  const names = new Map(found.rows.map(({ id, name }) => [id, name]))
  return runs.map(({ entry, did, ended }) => ({
    customerId: entry.personId,
    name: names.get(entry.personId) ?? null,
    at: entry.at.toString(),
    did: did.map(({ nodeId, at }) => ({ nodeId, at: at.toString() })),
    ended,
  }))
}
