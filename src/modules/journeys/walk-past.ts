import type { EventFilter, JourneyDefinition, JourneyNode, JourneySimulation } from '#contract/journeys'
import { type TraitHistory, valuesThen } from '#modules/segments'
import { dayOf, readDate } from './event-date.ts'
import { matchesEvent, readKey } from './match-event.ts'
import { untilWhen } from './wait.ts'
import { chooseWay } from './walk.ts'

/** `data`: what the event brought, as far as steps ask for it. */
export type Entry = { personId: string; key: string; at: Temporal.Instant; data?: Record<string, unknown> }
type Happened = { name: string; at: Temporal.Instant; properties: Record<string, unknown> }
/** By person, in order. */
export type PastEvents = Map<string, Happened[]>
/** Whether the condition of a step held for whoever stands at it. */
type AskedThere = { nodeId: string; at: Temporal.Instant }
/** What waits ask about people: where they live, and by trait and person what was told of a date. */
export type PastPeople = {
  shopZone: string
  zoneOf: (personId: string) => string
  traits: Map<string, Map<string, TraitHistory>>
}
export type Setting = { until: Temporal.Instant; basis: 'past' | 'now' }
export type PastRun = {
  entry: Entry
  did: { nodeId: string; at: Temporal.Instant }[]
  ended: JourneySimulation['examples'][number]['ended']
  goal: boolean
}

type WaitedDay = Extract<JourneyNode, { kind: 'wait_date' }>['day']

const mostSteps = 200
const mostAsked = 20
const unsubscribed = 'Unsubscribed'

/**
 * One person's way through a journey with what happened to them since; of the future nothing is known, so nothing happens in it.
 * Stops wherever a condition decides, until it is told whether that held.
 */
export function* walkPast(
  definition: JourneyDefinition,
  entry: Entry,
  past: PastEvents,
  people: PastPeople,
  setting: Setting,
): Generator<AskedThere, PastRun, boolean> {
  const { goal, exitOn, exitOnUnsubscribe, nodes } = definition
  const events = (past.get(entry.personId) ?? []).filter(({ at }) => Temporal.Instant.compare(at, entry.at) > 0)
  const isOfRun = (keyed: boolean, properties: Record<string, unknown>): boolean =>
    !keyed || definition.key === undefined || readKey(properties, definition.key) === entry.key
  const first = (filter: EventFilter & { keyed?: boolean | undefined }, from = entry.at, until?: Temporal.Instant) =>
    events.find(
      ({ name, at, properties }) =>
        Temporal.Instant.compare(at, from) > 0 &&
        (until === undefined || Temporal.Instant.compare(at, until) <= 0) &&
        matchesEvent(filter, name, properties) &&
        isOfRun(filter.keyed ?? false, properties),
    )
  const reached = goal && first(goal, entry.at, entry.at.add({ hours: 24 * goal.windowDays }))
  const leaves = [
    ...(reached && goal.exits ? [{ at: reached.at, ended: 'goal' as const }] : []),
    ...exitOn.flatMap((filter) => {
      const found = first(filter)
      return found ? [{ at: found.at, ended: 'event' as const }] : []
    }),
    ...(exitOnUnsubscribe ? events.filter(({ name }) => name === unsubscribed) : []).map(({ at }) => ({
      at,
      ended: 'unsubscribed' as const,
    })),
  ].sort((a, b) => Temporal.Instant.compare(a.at, b.at))
  const [leave] = leaves
  const run: PastRun = { entry, did: [], ended: 'finished', goal: Boolean(reached) }
  let at = entry.at
  let nodeId = definition.start
  let asked = 0
  for (let step = 0; step < mostSteps && nodeId !== null; step++) {
    if (leave && Temporal.Instant.compare(leave.at, at) <= 0) return { ...run, ended: leave.ended }
    const node = nodes.find(({ id }) => id === nodeId)
    if (!node || node.kind === 'exit') return run
    // What has not come yet is walked on without waiting, where everybody begins today.
    if (setting.basis === 'past' && Temporal.Instant.compare(at, setting.until) > 0) return { ...run, ended: 'waiting' }
    run.did.push({ nodeId: node.id, at })
    const move = yield* pass(node, at)
    at = move.at
    nodeId = move.next
  }
  return run

  function* holds(node: { id: string }, then: Temporal.Instant): Generator<AskedThere, boolean, boolean> {
    asked += 1
    return asked <= mostAsked && (yield { nodeId: node.id, at: then })
  }

  function dateThen(day: WaitedDay, now: Temporal.Instant, zone: string): Temporal.PlainDate | undefined {
    const history = 'trait' in day ? people.traits.get(day.trait)?.get(entry.personId) : undefined
    const told = history && readDate(valuesThen(history, now)[0], zone)
    return told && dayOf(told)
  }

  function* pass(
    node: Exclude<JourneyNode, { kind: 'exit' }>,
    now: Temporal.Instant,
  ): Generator<AskedThere, { at: Temporal.Instant; next: string | null }, boolean> {
    switch (node.kind) {
      case 'branch':
        return { at: now, next: (yield* holds(node, now)) ? node.next : node.otherwise }
      case 'split':
        return { at: now, next: chooseWay('simulation', node, entry.personId)?.next ?? null }
      case 'wait_for': {
        const limit = now.add({ seconds: node.seconds })
        const found = first(node, now, limit)
        return found ? { at: found.at, next: node.next } : { at: limit, next: node.otherwise }
      }
      case 'wait_segment': {
        if (yield* holds(node, now)) return { at: now, next: node.next }
        const limit = now.add({ seconds: node.seconds })
        const found = first(entering(node.segmentId), now, limit)
        if (found) return { at: found.at, next: node.next }
        // Entries are only told from the day on which the segment was made.
        const came = setting.basis === 'past' && (yield* holds(node, limit))
        return { at: limit, next: came ? node.next : node.otherwise }
      }
      case 'wait':
      case 'wait_until':
      case 'wait_date':
      case 'wait_best_hour': {
        const { shopZone } = people
        const zone = people.zoneOf(entry.personId)
        const traveller = { zone, shopZone, run: { runId: '', data: entry.data ?? {} } }
        const date = node.kind === 'wait_date' ? dateThen(node.day, now, zone) : undefined
        const known = { dates: new Map(date && [['', date]]), hours: new Map() }
        const wake = untilWhen(now, traveller, node, known)
        return { at: wake && Temporal.Instant.compare(wake, now) > 0 ? wake : now, next: node.next }
      }
      default:
        return { at: now, next: node.next }
    }
  }
}

const entering = (segmentId: string): EventFilter => ({
  event: 'Segment Entered',
  where: [{ path: 'segment_id', test: { is: 'equal', value: segmentId } }],
})
