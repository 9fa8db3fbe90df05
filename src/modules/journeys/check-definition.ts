import type { JourneyDefinition, JourneyNode } from '#contract/journeys'
import { DomainError } from '#platform/errors'
import { datePaths } from './event-date.ts'
import type { JourneyAction } from './journeys-deps.ts'
import { goalConditions } from './open-control-group.ts'

/** What a schema cannot say. Throws invalid with the words for what is wrong. */
export function checkDefinition(definition: JourneyDefinition, actions: JourneyAction[]): void {
  const { nodes, start, trigger, key } = definition
  const ids = new Set(nodes.map(({ id }) => id))
  if (ids.size < nodes.length) throw bad('journey_same_nodes', 'Two steps have the same id.')
  for (const next of [start, ...nodes.flatMap(nextOf)])
    if (next !== null && !ids.has(next)) throw bad('journey_unknown_node', `There is no step ${next}.`, { node: next })
  for (const node of nodes) checkNode(node, actions)
  const { goal } = definition
  if (goal && definition.control > 0 && (goalConditions(goal) === undefined || goal.event.length > 128))
    throw bad(
      'journey_goal',
      'This goal cannot be compared with a control group: ask for at most three plain properties.',
    )
  const isKeyed =
    goal?.keyed ||
    nodes.some((node) => node.kind === 'wait_for' && node.keyed) ||
    definition.exitOn.some((one) => one.keyed)
  const bringsData = trigger.kind === 'event' || trigger.kind === 'manual'
  if ((isKeyed && key === undefined) || (key !== undefined && !bringsData))
    throw bad('journey_key', 'A key needs an event, or people put in by hand, that brings it.')
  if (!bringsData && datePaths(definition).length > 0)
    throw bad('journey_event_date', 'A date of the event needs an event, or people put in by hand, that brings it.')
  if (trigger.kind === 'segment' && trigger.repeats && (trigger.on === 'left' || definition.again.rule === 'never'))
    throw bad('journey_repeats', 'Who begins again must belong to the segment and be allowed to.')
}

/** Where a step leads to. */
export function nextOf(node: JourneyNode): (string | null)[] {
  if (node.kind === 'exit') return []
  if (node.kind === 'split') return node.ways.map(({ next }) => next)
  return 'otherwise' in node ? [node.next, node.otherwise] : [node.next]
}

function checkNode(node: JourneyNode, actions: JourneyAction[]): void {
  if (node.kind === 'split') {
    const sum = node.ways.reduce((total, { share }) => total + share, 0)
    if (sum !== 100) throw bad('journey_shares', `The shares of a split make ${sum} %, not 100 %.`, { sum })
    if (new Set(node.ways.map(({ key }) => key)).size < node.ways.length)
      throw bad('journey_same_ways', 'Two ways of a split have the same name.')
  }
  if (node.kind === 'action') {
    const action = actions.find(({ name }) => name === node.action)
    const parsed = action?.schema.safeParse(node.params)
    if (!parsed?.success)
      throw bad('journey_action', `The step ${node.id} does not say all that is needed.`, { node: node.id })
  }
}

const bad = (reason: string, message: string, details?: Record<string, unknown>): DomainError =>
  new DomainError('invalid', reason, message, details)
