import type { CreateExperiment, Experiment, ExperimentMetric, PlanExperiment } from '#contract/experiments'
import { latinDigits } from '#platform/i18n'
import type { CustomersSearch } from '../customers/customers-search.ts'

type Filter = 'all' | 'regulars' | 'late' | 'came_back' | 'one_time' | 'no_orders'

/** A condition on a property of an event, as it is typed. */
export type Condition = { id: string; property: string; operator: Operator; value: string }
type Operator = (typeof conditionOperators)[number]

/** What is measured, as it stands in the form. */
export type Measured = {
  kind: (typeof goalKinds)[number]
  event: string
  property: string
  where: Condition[]
}
export type Guard = Measured & { id: string; harm: 'more' | 'less' }

/** What stands in the form. */
export type Draft = Measured & {
  name: string
  hypothesis: string
  takesPart: 'customers' | 'open'
  filter: Filter
  narrow: Pick<CustomersSearch, 'search' | 'tag' | 'trait' | 'where'>
  arms: { id: string; name: string; share: number | null }[]
  guards: Guard[]
  wanted: 'more' | 'less'
  windowDays: number | null
  test: 'fixed' | 'sequential'
  minimumEffect: number | null
}

export const customerFilters = ['all', 'regulars', 'late', 'came_back', 'one_time', 'no_orders'] as const
export const conditionOperators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'] as const
export const goalKinds = ['orders_did', 'orders_count', 'orders_sum', 'event_did', 'event_count', 'event_sum'] as const

export const emptyDraft = (control: string, variant: string): Draft => ({
  name: '',
  hypothesis: '',
  takesPart: 'customers',
  filter: 'all',
  narrow: {},
  arms: [
    { id: 'control', name: control, share: 50 },
    { id: 'a', name: variant, share: 50 },
  ],
  kind: 'orders_did',
  event: '',
  property: '',
  where: [],
  guards: [],
  wanted: 'more',
  windowDays: 14,
  test: 'fixed',
  minimumEffect: 10,
})

export const sumOfShares = ({ arms }: Draft): number => arms.reduce((sum, { share }) => sum + (share ?? 0), 0)

/** As even as whole percents allow; what is left over goes to the first. */
export function evenShares(arms: Draft['arms']): Draft['arms'] {
  const each = Math.floor(100 / arms.length)
  return arms.map((arm, i) => ({ ...arm, share: i === 0 ? 100 - each * (arms.length - 1) : each }))
}

export const emptyGuard = (): Guard => ({
  id: crypto.randomUUID(),
  kind: 'event_count',
  event: '',
  property: '',
  where: [],
  harm: 'more',
})

/** The form of what is written down already. */
export function draftOf({ name, hypothesis, audience, arms, goal, guardrails, test, plan }: Experiment): Draft {
  const { filter, ...narrow } = audience.kind === 'customers' ? audience.query : { filter: 'all' as const }
  const inOrder = [...arms].sort((a, b) => Number(b.isControl) - Number(a.isControl))
  return {
    name,
    hypothesis,
    takesPart: audience.kind,
    filter,
    narrow,
    arms: inOrder.map(({ key, name, share }) => ({ id: key, name, share })),
    ...measuredOf(goal.metric),
    guards: guardrails.map(({ metric, harm }) => ({ id: crypto.randomUUID(), ...measuredOf(metric), harm })),
    wanted: goal.wanted,
    windowDays: goal.windowDays,
    test,
    minimumEffect: plan.minimumEffect,
  }
}

function measuredOf(metric: ExperimentMetric): Measured {
  const kind = `${metric.of}_${metric.measure}` as const
  if (metric.of === 'orders') return { kind, event: '', property: '', where: [] }
  const where = metric.where.map((one) => ({ ...one, id: crypto.randomUUID(), value: String(one.value) }))
  return { kind, event: metric.event, property: metric.property ?? '', where }
}

function metricOf({ kind, event, property, where }: Measured): ExperimentMetric | undefined {
  const [of, measure] = kind.split('_') as ['orders' | 'event', ExperimentMetric['measure']]
  if (of === 'orders') return { of, measure }
  if (event.trim() === '' || (measure === 'sum' && property.trim() === '')) return undefined
  if (where.some((one) => one.property.trim() === '' || one.value.trim() === '')) return undefined
  return {
    of,
    event: event.trim(),
    measure,
    where: where.map((one) => ({
      property: one.property.trim(),
      operator: one.operator,
      value: readTyped(one.value.trim(), one.operator),
    })),
    ...(measure === 'sum' ? { property: property.trim() } : {}),
  }
}

/** Typed digits of any language are a number, but not where letters are looked for. */
function readTyped(typed: string, operator: Operator): string | number | boolean {
  if (operator === 'contains') return typed
  if (typed === 'true' || typed === 'false') return typed === 'true'
  const plain = latinDigits(typed).replace(/[,٫]/, '.')
  return /^-?\d{1,15}(?:\.\d{1,6})?$/.test(plain) ? Number(plain) : typed
}

const audienceOf = ({ takesPart, filter, narrow }: Draft): CreateExperiment['audience'] =>
  takesPart === 'open' ? { kind: 'open' } : { kind: 'customers', query: { filter, ...narrow } }

/** Undefined as long as one of them is half written. */
function guardrailsOf({ guards }: Draft): CreateExperiment['guardrails'] {
  const whole = guards.flatMap((guard) => {
    const metric = metricOf(guard)
    return metric ? [{ metric, harm: guard.harm }] : []
  })
  return whole.length === guards.length ? whole : undefined
}

/** What the planner is asked; undefined as long as something is missing. */
export function planOf(draft: Draft): PlanExperiment | undefined {
  const metric = metricOf(draft)
  const shares = draft.arms.map(({ share }) => share ?? 0)
  if (!metric || draft.windowDays === null || draft.minimumEffect === null) return undefined
  if (sumOfShares(draft) !== 100 || shares.some((share) => share < 1)) return undefined
  return {
    audience: audienceOf(draft),
    shares,
    control: 0,
    goal: { metric, windowDays: draft.windowDays, wanted: draft.wanted },
    test: draft.test,
    minimumEffect: draft.minimumEffect,
  }
}

/** What is sent; undefined as long as something is missing. */
export function bodyOf(draft: Draft): CreateExperiment | undefined {
  const plan = planOf(draft)
  const guardrails = guardrailsOf(draft)
  if (!plan || !guardrails || draft.name.trim() === '') return undefined
  if (draft.arms.some(({ name }) => name.trim() === '')) return undefined
  return {
    name: draft.name.trim(),
    hypothesis: draft.hypothesis.trim(),
    audience: plan.audience,
    arms: draft.arms.map(({ id, name, share }, i) => ({
      key: id,
      name: name.trim(),
      share: share ?? 0,
      isControl: i === 0,
    })),
    goal: plan.goal,
    guardrails,
    test: draft.test,
    minimumEffect: draft.minimumEffect ?? 10,
  }
}
