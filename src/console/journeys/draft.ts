import type { Journey, JourneyDefinition, JourneyNode, JourneyTrigger } from '#contract/journeys'
import type { ValueTest } from '#contract/segments'
import { isComplete, toDraft } from '../segments/draft.ts'
import { allSteps, type FlowStep, flowOf, nodesOf, waysOf } from './flow.ts'

type Rest = Omit<JourneyDefinition, 'start' | 'nodes'>
/** A journey while it is edited. */
export type JourneyDraft = { name: string; description: string; rest: Rest; flow: FlowStep[] }

export const order = 'Order Completed'
const aDay = 86_400

export const emptyDraft: JourneyDraft = {
  name: '',
  description: '',
  rest: {
    trigger: { kind: 'segment', segmentId: '', on: 'entered', repeats: false },
    again: { rule: 'never' },
    limit: null,
    control: 10,
    goal: { event: order, windowDays: 30, exits: true },
    exitOn: [],
    exitOnUnsubscribe: true,
  },
  flow: [],
}

/** Undefined for a journey whose ways cannot be drawn. */
export function toJourneyDraft({ name, description, definition }: Journey): JourneyDraft | undefined {
  const { start, nodes, ...rest } = definition
  const flow = flowOf({ start, nodes })
  return flow && { name, description, rest, flow }
}

export function definitionOf({ rest, flow }: JourneyDraft): JourneyDefinition {
  const definition = { ...rest, ...nodesOf(flow) }
  return rest.key === undefined ? withoutKey(definition) : definition
}

/** Without a key nothing can ask for it; the boxes that say so are not shown then, and nobody could take them back. */
function withoutKey(definition: JourneyDefinition): JourneyDefinition {
  const { goal, exitOn, nodes } = definition
  return {
    ...definition,
    goal: goal?.keyed ? { ...goal, keyed: false } : goal,
    exitOn: exitOn.map((one) => ({ ...one, keyed: false })),
    nodes: nodes.map((node) => (node.kind === 'wait_for' ? { ...node, keyed: false } : node)),
  }
}

/** What one can put in, in the order of the menu; an action is named as the server names it. */
export const stepKinds = {
  talk: ['message', 'ask_survey', 'create_task', 'open_ticket'],
  wait: ['wait', 'wait_until', 'wait_date', 'wait_best_hour', 'wait_for', 'wait_segment'],
  choose: ['branch', 'split'],
  do: ['add_tag', 'remove_tag', 'set_trait', 'award_points', 'issue_voucher', 'webhook'],
  end: ['exit'],
} as const
export type StepKind = (typeof stepKinds)[keyof typeof stepKinds][number]

export const actionKinds = [
  'ask_survey',
  'create_task',
  'open_ticket',
  'add_tag',
  'remove_tag',
  'set_trait',
  'award_points',
  'issue_voucher',
  'webhook',
] as const

export function newStep(kind: StepKind, id: string): FlowStep {
  const node = newNode(kind, id)
  return { id, node, ways: Array.from({ length: waysOf(node) }, () => []) }
}

function newNode(kind: StepKind, id: string): JourneyNode {
  const next = null
  switch (kind) {
    case 'message':
      return { id, kind, templateId: '', purpose: 'promotional', next }
    case 'wait':
      return { id, kind, seconds: aDay, next }
    case 'wait_until':
      return { id, kind, at: '09:00', zone: 'person', next }
    case 'wait_date':
      return { id, kind, day: { date: '' }, at: '09:00', next }
    case 'wait_best_hour':
      return { id, kind, from: '08:00', until: '21:00', next }
    case 'wait_for':
      return { id, kind, event: order, keyed: false, seconds: 7 * aDay, next, otherwise: null }
    case 'wait_segment':
      return { id, kind, segmentId: '', seconds: 7 * aDay, next, otherwise: null }
    case 'branch':
      return { id, kind, condition: { kind: 'all', of: [] }, next, otherwise: null }
    case 'split':
      return { id, kind, ways: ['a', 'b'].map((key) => ({ key, share: 50, next })) }
    case 'exit':
      return { id, kind }
    default:
      return { id, kind: 'action', action: kind, params: paramsOf(kind), next }
  }
}

function paramsOf(kind: (typeof actionKinds)[number]): Record<string, unknown> {
  if (kind === 'create_task') return { title: '', kind: 'call', dueDays: 3 }
  if (kind === 'open_ticket') return { subject: '', note: '' }
  if (kind === 'award_points') return { points: 50 }
  if (kind === 'ask_survey') return { surveyId: '', templateId: null }
  return {}
}

/** The questions that an event can be asked by itself. */
export const eventTests = [
  'equal',
  'not_equal',
  'one_of',
  'none_of',
  'at_least',
  'more_than',
  'at_most',
  'less_than',
  'between',
  'known',
  'unknown',
  'true',
  'false',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
] as const satisfies readonly ValueTest['is'][]

export type Problem =
  | 'name'
  | 'segment'
  | 'event'
  | 'where'
  | 'trait'
  | 'date'
  | 'property'
  | 'event_date'
  | 'condition'
  | 'message'
  | 'shares'
  | 'text'
  | 'subject'
  | 'tag'
  | 'points'
  | 'reward'
  | 'survey'
  | 'url'
  | 'unreachable'
  | 'no_steps'
  | 'key'

type Filter = { event: string; where?: { path: string; test: object }[] | undefined }

function filterProblem({ event, where = [] }: Filter): Problem | undefined {
  if (event.trim() === '' || event.trim() === '*') return 'event'
  const isOpen = where.some(({ path, test }) => path.trim() === '' || ('value' in test && test.value === ''))
  return isOpen ? 'where' : undefined
}

export function triggerProblem(trigger: JourneyTrigger): Problem | undefined {
  if (trigger.kind === 'segment') return trigger.segmentId === '' ? 'segment' : undefined
  if (trigger.kind === 'event') return filterProblem(trigger)
  if (trigger.kind === 'date') return trigger.trait.trim() === '' ? 'trait' : undefined
  if (trigger.kind === 'schedule') return isComplete(toDraft(trigger.condition)) ? undefined : 'condition'
  return undefined
}

/** What a step still lacks; undefined when nothing. */
export function nodeProblem(node: JourneyNode): Problem | undefined {
  switch (node.kind) {
    case 'message':
      return node.templateId === '' ? 'message' : undefined
    case 'wait_date':
      if ('trait' in node.day) return node.day.trait.trim() === '' ? 'trait' : undefined
      if ('property' in node.day) return node.day.property.trim() === '' ? 'property' : undefined
      return node.day.date === '' ? 'date' : undefined
    case 'wait_for':
      return filterProblem(node)
    case 'wait_segment':
      return node.segmentId === '' ? 'segment' : undefined
    case 'branch':
      return isComplete(toDraft(node.condition)) ? undefined : 'condition'
    case 'split':
      return node.ways.reduce((sum, { share }) => sum + share, 0) === 100 ? undefined : 'shares'
    case 'action':
      return actionProblem(node.action, node.params)
    default:
      return undefined
  }
}

function actionProblem(action: string, params: Record<string, unknown>): Problem | undefined {
  const text = (name: string): string => String(params[name] ?? '').trim()
  switch (action) {
    case 'create_task':
      return text('title') === '' ? 'text' : undefined
    case 'open_ticket':
      return text('subject') === '' ? 'subject' : undefined
    case 'add_tag':
    case 'remove_tag':
      return text('tag') === '' ? 'tag' : undefined
    case 'set_trait':
      return text('trait') === '' ? 'trait' : undefined
    case 'award_points':
      return Number(params.points) >= 1 ? undefined : 'points'
    case 'issue_voucher':
      return text('rewardId') === '' ? 'reward' : undefined
    case 'ask_survey':
      return text('surveyId') === '' ? 'survey' : undefined
    case 'webhook':
      return URL.canParse(text('url')) && /^https?:/.test(text('url')) ? undefined : 'url'
    default:
      return undefined
  }
}

/** What is wrong where: by step id, or `name`, `trigger`, `goal`, `flow`. */
export function problemsOf({ name, rest, flow }: JourneyDraft): Map<string, Problem> {
  const found = new Map<string, Problem>()
  const add = (where: string, problem: Problem | undefined): void => {
    if (problem !== undefined) found.set(where, problem)
  }
  add('name', name.trim() === '' ? 'name' : undefined)
  add('trigger', triggerProblem(rest.trigger))
  add('goal', rest.goal ? filterProblem(rest.goal) : undefined)
  for (const one of rest.exitOn) add('exits', filterProblem(one))
  add('rules', rest.key !== undefined && rest.key.trim() === '' ? 'key' : undefined)
  add('flow', flow.length === 0 ? 'no_steps' : undefined)
  const bringsData = rest.trigger.kind === 'event' || rest.trigger.kind === 'manual'
  for (const { id, node } of allSteps(flow)) {
    const asksEvent = node.kind === 'wait_date' && 'property' in node.day
    add(id, nodeProblem(node) ?? (asksEvent && !bringsData ? 'event_date' : undefined))
  }
  for (const id of behindEnds(flow)) add(id, 'unreachable')
  return found
}

/** Steps that stand behind an end. */
function behindEnds(steps: FlowStep[]): string[] {
  const end = steps.findIndex(({ node }) => node.kind === 'exit')
  const behind = end === -1 ? [] : steps.slice(end + 1).map(({ id }) => id)
  return [...behind, ...steps.flatMap(({ ways }) => ways.flatMap(behindEnds))]
}
