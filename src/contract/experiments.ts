/** Experiments: shares and rates of people are percent (0–100) where named so, else plain numbers; money is integer minor units; effects are per person. */
import { z } from 'zod'
import { listCustomersQuery } from './customers.ts'
import { experimentStatuses } from './experiment-words.ts'

export type { ExperimentStatus } from './experiment-words.ts'

const text = (most: number) => z.string().trim().max(most)

/** Everybody whom the list's filters mean at the start, or only those whom a journey or the API brings. */
export const experimentAudience = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('customers'),
    query: listCustomersQuery
      .pick({ search: true, filter: true, trait: true, tag: true, where: true, risk: true })
      .prefault({}),
  }),
  z.object({ kind: z.literal('open') }),
])
export type ExperimentAudience = z.infer<typeof experimentAudience>

export const experimentArm = z.object({
  key: z.string().regex(/^[a-z0-9_]{1,32}$/),
  name: text(80).min(1),
  /** whole percent; those of all arms make 100 */
  share: z.number().int().min(1).max(99),
  isControl: z.boolean(),
  /** what was spent on this arm altogether */
  costMinor: z.number().int().min(0).max(1e13).default(0),
})
export type ExperimentArm = z.infer<typeof experimentArm>

export const propertyOperators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'contains'] as const
export const propertyCondition = z.object({
  property: text(128).min(1),
  operator: z.enum(propertyOperators),
  value: z.union([text(300), z.number(), z.boolean()]),
})

/** What a person did within the window: at all, how often, or for how much. Orders are counted after corrections and refunds. */
export const experimentMetric = z.discriminatedUnion('of', [
  z.object({ of: z.literal('orders'), measure: z.enum(['did', 'count', 'sum']) }),
  z.object({
    of: z.literal('event'),
    event: text(128).min(1),
    measure: z.enum(['did', 'count', 'sum']),
    /** the number that is summed */
    property: text(128).min(1).optional(),
    where: z.array(propertyCondition).max(3).default([]),
  }),
])
export type ExperimentMetric = z.infer<typeof experimentMetric>

export const experimentGoal = z.object({
  metric: experimentMetric,
  /** counted from the moment of entering; other metrics take the same window */
  windowDays: z.number().int().min(1).max(365),
  wanted: z.enum(['more', 'less']).default('more'),
})
export type ExperimentGoal = z.infer<typeof experimentGoal>

export const experimentGuardrail = z.object({
  metric: experimentMetric,
  /** which way it must not go */
  harm: z.enum(['more', 'less']),
})

export const experimentTests = ['fixed', 'sequential'] as const

/** What the planner is asked. */
export const planExperiment = z.object({
  audience: experimentAudience,
  shares: z.array(z.number().int().min(1).max(99)).min(2).max(6),
  /** place of the control in `shares` */
  control: z.number().int().min(0).max(5).default(0),
  goal: experimentGoal,
  test: z.enum(experimentTests).default('fixed'),
  /** smallest change worth seeing, percent of what is usual */
  minimumEffect: z.number().min(0.1).max(1000).default(10),
  power: z.number().min(0.5).max(0.99).default(0.8),
  alpha: z.number().min(0.001).max(0.2).default(0.05),
})
export type PlanExperiment = z.input<typeof planExperiment>

export const experimentForecast = z.object({
  /** people there are now: of the audience, or active in the last 28 days */
  people: z.number(),
  /** new ones a day, for an open audience */
  perDay: z.number().nullable(),
  /** of so many people the past was looked at: of the audience, or of everybody where the audience is chosen by what they just did */
  sampled: z.number(),
  sampledFrom: z.enum(['audience', 'everybody']),
  /** the metric of one person over the latest window; null when nobody was there to look at */
  baseline: z.object({ mean: z.number(), sd: z.number() }).nullable(),
  /** the change asked for, in units of the metric */
  effect: z.number().nullable(),
  /** in all arms together; null when no number would do */
  peopleNeeded: z.number().nullable(),
  /** until the last window is over; null when it would never be */
  daysNeeded: z.number().nullable(),
  /** percent of the usual that would be found with the people there are */
  detectable: z.number().nullable(),
  /** percent by which history lowers the people needed; history is used from 5 on */
  historySaves: z.number(),
  historyDays: z.number(),
  /** why there is no number */
  problem: z.enum(['nobody', 'never_seen', 'no_variation', 'too_few']).nullable(),
})
export type ExperimentForecast = z.infer<typeof experimentForecast>

const draft = {
  name: text(120).min(1),
  hypothesis: text(2000).default(''),
  audience: experimentAudience,
  arms: z.array(experimentArm).min(2).max(6),
  goal: experimentGoal,
  guardrails: z.array(experimentGuardrail).max(4).default([]),
  test: z.enum(experimentTests).default('fixed'),
  minimumEffect: planExperiment.shape.minimumEffect,
  power: planExperiment.shape.power,
  alpha: planExperiment.shape.alpha,
  /** until the result is read; what the planner says when not given */
  days: z.number().int().min(1).max(730).optional(),
  /** days before entering that calm the figures (CUPED); what the planner says when not given */
  historyDays: z.number().int().min(0).max(365).optional(),
}

/** POST /experiments; the same `requestKey` again gives the experiment that it made. */
export const createExperiment = z.object({ ...draft, requestKey: z.string().min(8).max(100).optional() })
export type CreateExperiment = z.input<typeof createExperiment>

/** PATCH: what is not given stays. From the start on only name, hypothesis and costs can be changed. */
export const changeExperiment = z
  .object({
    ...draft,
    hypothesis: text(2000),
    guardrails: z.array(experimentGuardrail).max(4),
    test: z.enum(experimentTests),
    minimumEffect: z.number().min(0.1).max(1000),
    power: z.number().min(0.5).max(0.99),
    alpha: z.number().min(0.001).max(0.2),
    costs: z.record(z.string(), z.number().int().min(0).max(1e13)),
  })
  .partial()
export type ChangeExperiment = z.input<typeof changeExperiment>

export const experiment = z.object({
  experimentId: z.uuid(),
  name: z.string(),
  hypothesis: z.string(),
  status: z.enum(experimentStatuses),
  audience: experimentAudience,
  arms: z.array(experimentArm),
  goal: experimentGoal,
  guardrails: z.array(experimentGuardrail),
  test: z.enum(experimentTests),
  plan: z.object({
    minimumEffect: z.number(),
    power: z.number(),
    alpha: z.number(),
    days: z.number(),
    people: z.number().nullable(),
    baseline: z.object({ mean: z.number(), sd: z.number() }).nullable(),
  }),
  historyDays: z.number(),
  extended: z.boolean(),
  /** whether those of the audience are all written down */
  intake: z.enum(['none', 'waiting', 'done']),
  entered: z.number(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  endsAt: z.iso.datetime().nullable(),
  stoppedAt: z.iso.datetime().nullable(),
  decision: z.object({ winner: z.string(), note: z.string(), decidedAt: z.iso.datetime() }).nullable(),
  currency: z.string(),
})
export type Experiment = z.infer<typeof experiment>

export const experimentList = z.object({ experiments: z.array(experiment) })
export type ExperimentList = z.infer<typeof experimentList>

export const extendExperiment = z.object({ days: z.number().int().min(1).max(365) })
/** `winner` is the key of an arm, the control included. */
export const decideExperiment = z.object({ winner: z.string().min(1).max(32), note: text(2000).default('') })

/** POST /experiments/{id}/assignments; our own ids, or those that the sender's events carry as userId. At most 1,000 together. */
export const assignCustomers = z
  .object({
    customerIds: z.array(z.uuid()).max(1000).default([]),
    userIds: z.array(text(500).min(1)).max(1000).default([]),
  })
  .refine(({ customerIds, userIds }) => customerIds.length + userIds.length <= 1000, 'At most 1,000 people at once.')
export const assignedCustomers = z.object({
  assignments: z.array(
    z.object({
      /** as it was sent */
      id: z.string(),
      customerId: z.uuid(),
      /** null: in the global control group, which takes no part */
      arm: z.string().nullable(),
      /** entered with this very request */
      isNew: z.boolean(),
    }),
  ),
  /** nobody known by this id */
  unknown: z.array(z.string()),
})
export type AssignedCustomers = z.infer<typeof assignedCustomers>

const estimate = z.object({ value: z.number(), low: z.number(), high: z.number() })
export type Estimate = z.infer<typeof estimate>

export const comparison = z.object({
  arm: z.string(),
  /** per person, in units of the metric */
  absolute: estimate.nullable(),
  /** percent of the control's mean */
  relative: estimate.nullable(),
  /** over everybody of the arm: what would not have been without it */
  total: estimate.nullable(),
  /** corrected for several variants (Holm) */
  p: z.number().nullable(),
  /** percent; better for us than the control */
  chanceToWin: z.number().nullable(),
  verdict: z.enum(['better', 'worse', 'unclear', 'none']),
  /** why it cannot be compared */
  problem: z.enum(['too_few_people', 'no_variation', 'control_is_zero', 'number_too_large']).nullable(),
  /** whether history calmed the figure */
  adjusted: z.boolean(),
})
export type Comparison = z.infer<typeof comparison>

export const metricResult = z.object({
  role: z.enum(['goal', 'visits', 'money', 'guardrail']),
  metric: experimentMetric,
  wanted: z.enum(['more', 'less']),
  arms: z.array(z.object({ arm: z.string(), people: z.number(), total: z.number(), mean: z.number() })),
  comparisons: z.array(comparison),
})
export type MetricResult = z.infer<typeof metricResult>

export const experimentStates = [
  'draft',
  'nobody',
  'too_early',
  'mismatch',
  'early_look',
  'running_sequential',
  'final',
] as const

export const experimentResult = z.object({
  asOf: z.iso.datetime(),
  state: z.enum(experimentStates),
  /** the interval may be looked at every day (sequential) or was planned for this one day (fixed) */
  interval: z.enum(['fixed', 'sequential']),
  /** percent */
  confidence: z.number(),
  people: z.object({
    entered: z.number(),
    /** whose window is over: only they are counted */
    counted: z.number(),
    /** in two arms, because two customers turned out to be one person: not counted */
    mixed: z.number(),
  }),
  /** until the planned end; null when it is past or there is none */
  daysToGo: z.number().nullable(),
  /** until the first window is over */
  daysToFirst: z.number().nullable(),
  mismatch: z.object({
    p: z.number(),
    isBroken: z.boolean(),
    arms: z.array(z.object({ arm: z.string(), entered: z.number(), expected: z.number() })),
  }),
  metrics: z.array(metricResult),
  /** the goal's effect per person, day by day, as those entered until then were counted */
  series: z.array(
    z.object({ day: z.iso.date(), people: z.number(), arms: z.array(z.object({ arm: z.string(), effect: estimate })) }),
  ),
})
export type ExperimentResult = z.infer<typeof experimentResult>

export const resultQuery = z.object({ format: z.enum(['json', 'csv']).default('json') })

export const experimentMembersQuery = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  format: z.enum(['json', 'csv']).default('json'),
})
export const experimentMembers = z.object({
  members: z.array(z.object({ customerId: z.uuid(), arm: z.string(), enteredAt: z.iso.datetime() })),
  nextCursor: z.uuid().nullable(),
})

/** Events a goal can be about, the commonest first. */
export const goalEvents = z.object({
  events: z.array(z.object({ event: z.string(), people: z.number(), count: z.number() })),
})
export type GoalEvents = z.infer<typeof goalEvents>

export const globalControl = z.object({
  sharePercent: z.number(),
  since: z.iso.datetime().nullable(),
})
export type GlobalControl = z.infer<typeof globalControl>
export const changeGlobalControl = z.object({ sharePercent: z.number().min(0).max(20) })

/** Everybody else (`others`) against the global control group (`control`), since it is as it is. */
export const globalControlResult = z.object({
  sharePercent: z.number(),
  since: z.iso.datetime().nullable(),
  currency: z.string(),
  state: z.enum(['off', 'nobody', 'shown']),
  metrics: z.array(metricResult),
})
export type GlobalControlResult = z.infer<typeof globalControlResult>
