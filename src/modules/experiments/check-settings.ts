import type { ExperimentArm, ExperimentGoal, ExperimentMetric } from '#contract/experiments'
import { DomainError } from '#platform/errors'

type Wanted = {
  arms: ExperimentArm[]
  goal: ExperimentGoal
  guardrails: { metric: ExperimentMetric }[]
  days?: number | undefined
}

/** What a schema cannot say. Throws invalid with the words for what is wrong. */
export function checkSettings({ arms, goal, guardrails, days }: Wanted): void {
  const sum = arms.reduce((total, { share }) => total + share, 0)
  if (sum !== 100)
    throw new DomainError('invalid', 'experiment_shares', `The shares make ${sum} %, not 100 %.`, { sum })
  if (arms.filter(({ isControl }) => isControl).length !== 1)
    throw new DomainError('invalid', 'experiment_control', 'Exactly one variant is the control.')
  const keys = new Set(arms.map(({ key }) => key))
  const names = new Set(arms.map(({ name }) => name.toLowerCase()))
  if (keys.size < arms.length || names.size < arms.length)
    throw new DomainError('invalid', 'experiment_same_arms', 'Two variants have the same name.')
  for (const metric of [goal.metric, ...guardrails.map((guardrail) => guardrail.metric)])
    if (metric.of === 'event' && metric.measure === 'sum' && metric.property === undefined)
      throw new DomainError('invalid', 'experiment_property_missing', 'A sum needs the property that is summed.')
  if (days !== undefined && days < goal.windowDays)
    throw new DomainError('invalid', 'experiment_too_short', 'It would end before the first window is over.', {
      days,
      windowDays: goal.windowDays,
    })
}
