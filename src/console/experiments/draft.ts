import type { CreateExperiment, ExperimentMetric, PlanExperiment } from '#contract/experiments'

type Filter = 'all' | 'regulars' | 'late' | 'came_back' | 'one_time' | 'no_orders'

/** What stands in the form. */
export type Draft = {
  name: string
  hypothesis: string
  takesPart: 'customers' | 'open'
  filter: Filter
  tag: string
  arms: { id: string; name: string; share: number | null }[]
  kind: 'orders_did' | 'orders_count' | 'orders_sum' | 'event_did' | 'event_count' | 'event_sum'
  event: string
  property: string
  wanted: 'more' | 'less'
  windowDays: number | null
  test: 'fixed' | 'sequential'
  minimumEffect: number | null
}

export const customerFilters = ['all', 'regulars', 'late', 'came_back', 'one_time', 'no_orders'] as const
export const goalKinds = ['orders_did', 'orders_count', 'orders_sum', 'event_did', 'event_count', 'event_sum'] as const

export const emptyDraft = (control: string, variant: string): Draft => ({
  name: '',
  hypothesis: '',
  takesPart: 'customers',
  filter: 'all',
  tag: '',
  arms: [
    { id: 'control', name: control, share: 50 },
    { id: 'a', name: variant, share: 50 },
  ],
  kind: 'orders_did',
  event: '',
  property: '',
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

function metricOf({ kind, event, property }: Draft): ExperimentMetric | undefined {
  const [of, measure] = kind.split('_') as ['orders' | 'event', ExperimentMetric['measure']]
  if (of === 'orders') return { of, measure }
  if (event.trim() === '' || (measure === 'sum' && property.trim() === '')) return undefined
  return {
    of,
    event: event.trim(),
    measure,
    where: [],
    ...(measure === 'sum' ? { property: property.trim() } : {}),
  }
}

const audienceOf = ({ takesPart, filter, tag }: Draft): CreateExperiment['audience'] =>
  takesPart === 'open'
    ? { kind: 'open' }
    : { kind: 'customers', query: { filter, ...(tag.trim() === '' ? {} : { tag: [tag.trim()] }) } }

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
export function bodyOf(draft: Draft, requestKey: string): CreateExperiment | undefined {
  const plan = planOf(draft)
  if (!plan || draft.name.trim() === '' || draft.arms.some(({ name }) => name.trim() === '')) return undefined
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
    test: draft.test,
    minimumEffect: draft.minimumEffect ?? 10,
    requestKey,
  }
}
