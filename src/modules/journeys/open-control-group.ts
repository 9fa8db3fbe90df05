import type { z } from 'zod'
import type { ExperimentGoal, propertyCondition } from '#contract/experiments'
import type { EventFilter, Journey, JourneyDefinition } from '#contract/journeys'
import type { AuditActor } from '#modules/audit'
import { createExperiment, startExperiment } from '#modules/experiments'
import { uuidFromText } from '#platform/ids'
import type { JourneysDeps } from './journeys-deps.ts'

type PropertyCondition = z.infer<typeof propertyCondition>

const usualWindow = 30
/** A journey runs on and on: its result may be looked at every day. */
export const lookedAtDaily = { test: 'sequential', days: 730 } as const

/**
 * The experiment that keeps some people out by chance, so that the journey can show what it earned; null without a control group. Its
 * share and goal stand from the first start on; a different goal or share opens a new one. Asking again gives the same.
 */
export async function openControlGroup(
  deps: JourneysDeps,
  workspaceId: string,
  actor: AuditActor,
  { journeyId, name, definition }: Journey,
): Promise<string | null> {
  const { control } = definition
  if (control === 0) return null
  const goal = goalOf(definition)
  const { experimentId, status } = await createExperiment(deps, workspaceId, actor, {
    name: name.slice(0, 120),
    audience: { kind: 'open' },
    arms: [
      { key: 'control', name: 'Control', share: control, isControl: true, costMinor: 0 },
      { key: 'journey', name: name.slice(0, 80), share: 100 - control, isControl: false, costMinor: 0 },
    ],
    goal,
    guardrails: worthOf(definition),
    ...lookedAtDaily,
    requestKey: `journey:${journeyId}:${control}:${nameOfGoal(definition)}`,
  })
  // Somebody may have ended the comparison: then everybody begins.
  if (status === 'draft') await startExperiment(deps, { workspaceId, actor, experimentId })
  return experimentId
}

/** The goal as experiments ask it; orders where there is none. */
export function goalOf({ goal }: JourneyDefinition): ExperimentGoal {
  const windowDays = goal?.windowDays ?? usualWindow
  if (!goal || (goal.event === 'Order Completed' && !goal.where?.length))
    return { metric: { of: 'orders', measure: 'did' }, windowDays, wanted: 'more' }
  const metric = { of: 'event', event: goal.event, measure: 'did', where: goalConditions(goal) ?? [] } as const
  return { metric: { ...metric, where: [...metric.where] }, windowDays, wanted: 'more' }
}

/** What the goal is worth, counted beside it, where a property of its event says so. */
export function worthOf({ goal }: JourneyDefinition) {
  if (!goal?.value) return []
  const metric = { of: 'event', event: goal.event, measure: 'sum', property: goal.value } as const
  return [{ metric: { ...metric, where: goalConditions(goal) ?? [] }, harm: 'less' as const }]
}

/** The same for the same goal and value. */
export function nameOfGoal(definition: JourneyDefinition): string {
  const goal = goalOf(definition)
  const value = definition.goal?.value
  return uuidFromText(JSON.stringify(value === undefined ? goal : [goal, value]))
}

const operators = {
  equal: 'eq',
  not_equal: 'ne',
  at_least: 'gte',
  more_than: 'gt',
  at_most: 'lte',
  less_than: 'lt',
  contains: 'contains',
} as const

const isAsked = (is: string): is is keyof typeof operators => is in operators

/** The conditions as experiments ask them; undefined for what they cannot ask. */
export function goalConditions({ where = [] }: EventFilter): PropertyCondition[] | undefined {
  const conditions = where.flatMap(({ path, test }) =>
    'value' in test && isAsked(test.is) && path.length <= 128 && !path.includes('.') && String(test.value).length <= 300
      ? [{ property: path, operator: operators[test.is], value: test.value }]
      : [],
  )
  return conditions.length === where.length && where.length <= 3 ? conditions : undefined
}
