import type { JourneyDefinition } from '#contract/journeys'
import type { Condition } from '#contract/segments'
import { customerFamilies } from '#modules/customers'
import { matchedThen, readTraitHistories, type TraitHistory } from '#modules/segments'
import type { Tx } from '#platform/postgres'
import { namesIn } from './apply-event.ts'
import { datePaths } from './event-date.ts'
import type { JourneysDeps } from './journeys-deps.ts'
import { readZones } from './read-zones.ts'
import { type Entry, type PastEvents, type PastRun, type Setting, walkPast } from './walk-past.ts'

/** Walks all of them through the past side by side; whatever a condition decides is asked for everybody who stands there. */
export async function walkAllPast(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  definition: JourneyDefinition,
  entries: Entry[],
  setting: Setting & { from: Temporal.Instant },
): Promise<PastRun[]> {
  const families = await readFamilies(tx, workspaceId, entries)
  const past = await readEvents(deps, workspaceId, definition, families, setting.from)
  const zones = await readZones(tx, workspaceId, [...families.keys()])
  const people = { ...zones, traits: await readDates(deps, tx, workspaceId, definition, families) }
  const walks = entries.map((entry) => {
    const walk = walkPast(definition, entry, past, people, setting)
    return { entry, walk, step: walk.next() }
  })
  for (let isMoving = true; isMoving; ) {
    isMoving = false
    for (const node of definition.nodes) {
      const condition = askedAt(node)
      const there = walks.flatMap((one) =>
        one.step.done || one.step.value.nodeId !== node.id ? [] : [{ one, at: one.step.value.at }],
      )
      if (!condition || there.length === 0) continue
      const asked = there.map(({ one: { entry }, at }) => ({
        personId: entry.personId,
        family: families.get(entry.personId) ?? [],
        // Of what has not come yet nothing is known.
        at: Temporal.Instant.compare(at, setting.until) > 0 ? setting.until : at,
        key: entry.key,
      }))
      const held = await matchedThen(deps, tx, workspaceId, condition, asked)
      for (const [i, { one }] of there.entries()) one.step = one.walk.next(held[i] ?? false)
      isMoving = true
    }
  }
  return walks.flatMap(({ step }) => (step.done ? [step.value] : []))
}

function askedAt(node: JourneyDefinition['nodes'][number]): Condition | undefined {
  if (node.kind === 'branch') return node.condition
  return node.kind === 'wait_segment' ? { kind: 'in_segment', segmentId: node.segmentId } : undefined
}

/** By trait: the dates that steps wait for, as they were told. */
async function readDates(
  deps: JourneysDeps,
  tx: Tx,
  workspaceId: string,
  { nodes }: JourneyDefinition,
  families: Map<string, string[]>,
): Promise<Map<string, Map<string, TraitHistory>>> {
  const paths = nodes.flatMap((node) => (node.kind === 'wait_date' && 'trait' in node.day ? [node.day.trait] : []))
  const persons = [...families.keys()]
  const only = { persons, family: [...families.values()].flat() }
  const dates = new Map<string, Map<string, TraitHistory>>()
  for (const path of persons.length === 0 ? [] : new Set(paths))
    dates.set(path, await readTraitHistories(deps, tx, workspaceId, path, { only, most: persons.length }))
  return dates
}

/** By person: they and whoever was joined to them. */
async function readFamilies(tx: Tx, workspaceId: string, entries: Entry[]): Promise<Map<string, string[]>> {
  const persons = [...new Set(entries.map(({ personId }) => personId))]
  const families = new Map<string, string[]>()
  for (const { id, personId } of persons.length === 0 ? [] : await customerFamilies(tx, workspaceId, persons))
    families.set(personId, [...(families.get(personId) ?? []), id])
  return families
}

/** What really happened to them, as far as the journey asks. */
async function readEvents(
  { ch }: JourneysDeps,
  workspaceId: string,
  definition: JourneyDefinition,
  families: Map<string, string[]>,
  from: Temporal.Instant,
): Promise<PastEvents> {
  const owner = new Map([...families].flatMap(([personId, family]) => family.map((id) => [id, personId])))
  const events: PastEvents = new Map()
  if (owner.size === 0) return events
  const found = await ch
    .forWorkspace(workspaceId)
    .query<{ id: string; at: string; event: string; asked_properties: string }>(
      `SELECT customer_id AS id, toString(toUnixTimestamp64Milli(occurred_at)) AS at, toString(event) AS event, ${askedProperties} FROM events
        WHERE workspace_id = {workspace_id:UUID} AND customer_id IN {family:Array(UUID)} AND event IN {names:Array(String)}
          AND occurred_at > fromUnixTimestamp64Milli({from:Int64}, 'UTC') ORDER BY occurred_at, position`,
      {
        asked: askedOf(definition),
        family: [...owner.keys()],
        names: [...new Set(namesIn(definition))],
        from: from.epochMilliseconds,
      },
    )
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
  return events
}

/** Properties are long texts, of which a journey asks little. */
export const askedProperties = `concat('{', arrayStringConcat(arrayMap(one -> concat(toJSONString(one.1), ':', one.2),
  arrayFilter(one -> one.1 IN {asked:Array(String)}, JSONExtractKeysAndValuesRaw(properties))), ','), '}') AS asked_properties`

/** The properties that a journey asks for. */
export function askedOf(definition: JourneyDefinition): string[] {
  const { trigger, goal, exitOn, nodes, key } = definition
  const filters = [trigger, goal, ...exitOn, ...nodes]
  const paths = filters
    .flatMap((one) => (one !== null && 'where' in one ? (one.where ?? []) : []))
    .map(({ path }) => path)
  const named = nodes.some(({ kind }) => kind === 'wait_segment') ? ['segment_id'] : []
  const all = [...paths, ...named, ...datePaths(definition), ...(key === undefined ? [] : [key])]
  return [...new Set(all.map((path) => path.split('.')[0] ?? ''))]
}
