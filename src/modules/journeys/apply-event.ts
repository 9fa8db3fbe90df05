import type { EventFilter, JourneyDefinition } from '#contract/journeys'
import { matchesEvent, readKey } from './match-event.ts'
import { endRun, type Run } from './runs.repo.ts'

/** One event of one person, as the log keeps it. */
export type Happening = {
  position: number
  messageKey: string
  customerId: string
  name: string
  properties: Record<string, unknown>
  at: Temporal.Instant
  isImported: boolean
  /** said by the program itself; anybody may send the name */
  isOwn: boolean
}

const unsubscribed = 'Unsubscribed'
const memberships = { entered: 'Segment Entered', left: 'Segment Left' } as const

/** The names of the events that matter to a journey. */
export function namesIn(definition: JourneyDefinition): string[] {
  const { trigger } = definition
  return [
    ...(trigger.kind === 'event' ? [trigger.event] : []),
    ...(trigger.kind === 'segment' ? [memberships[trigger.on]] : []),
    ...endingNames(definition),
  ]
}

/** Of those the ones that do something to who is on the way. */
export function endingNames({ goal, exitOn, exitOnUnsubscribe, nodes }: JourneyDefinition): string[] {
  return [
    ...(goal ? [goal.event] : []),
    ...(exitOn ?? []).map(({ event }) => event),
    ...(exitOnUnsubscribe ? [unsubscribed] : []),
    ...nodes.flatMap((node) =>
      node.kind === 'wait_for' ? [node.event] : node.kind === 'wait_segment' ? [memberships.entered] : [],
    ),
  ]
}

export function isTrigger({ trigger }: JourneyDefinition, happening: Happening): boolean {
  if (trigger.kind === 'event') return matches(trigger, happening)
  if (trigger.kind !== 'segment') return false
  return isMembership(happening, memberships[trigger.on], trigger.segmentId)
}

const matches = (filter: EventFilter, { name, properties }: Happening): boolean =>
  matchesEvent(filter, name, properties)

const isMembership = ({ name, properties, isOwn }: Happening, wanted: string, segmentId: string): boolean =>
  isOwn && name === wanted && properties.segment_id === segmentId

/** What an event does to a run: its goal, its end, the end of a wait. Whether anything. What happened before it began does nothing. */
export function applyEvent(
  run: Run,
  definition: JourneyDefinition,
  happening: Happening,
  now: Temporal.Instant,
): boolean {
  const entered = Temporal.Instant.from(run.enteredAt)
  if (Temporal.Instant.compare(happening.at, entered) < 0) return false
  const isOfRun = (keyed = false): boolean =>
    !keyed || (definition.key !== undefined && readKey(happening.properties, definition.key) === run.key)
  const { goal } = definition
  const isReached =
    goal !== null &&
    run.goalAt === null &&
    happening.at.epochMilliseconds <= entered.epochMilliseconds + goal.windowDays * 86_400_000 &&
    matches(goal, happening) &&
    isOfRun(goal.keyed) &&
    // The event that began it cannot be its goal.
    run.entryKey !== `event:${happening.messageKey}`
  if (isReached) run.goalAt = happening.at.toString()
  if (run.status !== 'active') return isReached
  if (isReached && goal.exits) {
    endRun(run, 'left', 'goal', now.toString())
    return true
  }
  if (definition.exitOnUnsubscribe && happening.isOwn && happening.name === unsubscribed) {
    endRun(run, 'left', 'unsubscribed', now.toString())
    return true
  }
  if (definition.exitOn.some((filter) => matches(filter, happening) && isOfRun(filter.keyed))) {
    endRun(run, 'left', 'event', now.toString())
    return true
  }
  return endWait(run, definition, happening, now, isOfRun) || isReached
}

/** Ends the wait the run is in; a wait that lies ahead remembers, because it may be reached a moment after what it waits for. */
function endWait(
  run: Run,
  { nodes }: JourneyDefinition,
  happening: Happening,
  now: Temporal.Instant,
  isOfRun: (keyed: boolean) => boolean,
): boolean {
  let changed = false
  for (const node of nodes) {
    const isAwaited =
      (node.kind === 'wait_for' && matches(node, happening) && isOfRun(node.keyed)) ||
      (node.kind === 'wait_segment' && isMembership(happening, memberships.entered, node.segmentId))
    if (!isAwaited) continue
    changed = true
    if (run.nodeId === node.id && run.waits) {
      run.happened = true
      run.wakeAt = now.toString()
    } else run.early[node.id] = happening.at.toString()
  }
  return changed
}
