import {
  type ChangeExperiment,
  type CreateExperiment,
  changeExperiment as changeBody,
  createExperiment as createBody,
  type ExperimentForecast,
} from '#contract/experiments'
import { type AuditActor, recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { inWorkspace, lockRequest } from '#platform/postgres'
import { checkSettings } from './check-settings.ts'
import {
  findByRequestKey,
  getExperiment,
  insertExperiment,
  type Settings,
  type StoredExperiment,
  saveSettings,
} from './experiments.repo.ts'
import type { ExperimentsDeps } from './experiments-deps.ts'
import { forecastExperiment } from './forecast.ts'

type Deps = Pick<ExperimentsDeps, 'db' | 'ch' | 'clock' | 'silenceDays'>
type Wanted = Omit<ReturnType<typeof createBody.parse>, 'requestKey'>

const fallbackDays = 28
const mostDays = 730

/** A draft with its plan. The same request key again gives the experiment that it made. Throws invalid for what cannot be run. */
export async function createExperiment(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  body: CreateExperiment,
): Promise<StoredExperiment> {
  const { requestKey, ...wanted } = createBody.parse(body)
  checkSettings(wanted)
  const settings = withPlan(wanted, await forecastOf(deps, workspaceId, wanted))
  return await inWorkspace(deps.db, workspaceId, async (tx) => {
    await lockRequest(tx, workspaceId, requestKey)
    const same = requestKey === undefined ? undefined : await findByRequestKey(tx, workspaceId, requestKey)
    if (same) return same
    const experimentId = newId()
    const by = { actorKind: actor.kind, actorId: actor.kind === 'system' ? null : actor.actorId }
    const row = { ...settings, ...by, experimentId, salt: experimentId, requestKey: requestKey ?? null }
    await insertExperiment(tx, workspaceId, row, deps.clock.now())
    await recordAudit(tx, workspaceId, actor, {
      action: 'experiment.created',
      target: { kind: 'experiment', id: experimentId },
    })
    return await getExperiment(tx, workspaceId, experimentId)
  })
}

const alwaysOpen = new Set(['name', 'hypothesis', 'costs'])

/**
 * What is not given stays. Who is compared with whom, and by what, stands from the start on: throws conflict
 * `experiment_started` for anything but name, hypothesis and costs.
 */
export async function changeExperiment(
  deps: Deps,
  workspaceId: string,
  actor: AuditActor,
  experimentId: string,
  body: ChangeExperiment,
): Promise<StoredExperiment> {
  const change = changeBody.parse(body)
  const fields = Object.keys(change).filter((field) => change[field as keyof typeof change] !== undefined)
  const closed = fields.filter((field) => !alwaysOpen.has(field))
  const tryOnce = async (): Promise<StoredExperiment | undefined> => {
    const before = await inWorkspace(deps.db, workspaceId, (tx) => getExperiment(tx, workspaceId, experimentId))
    const settings = closed.length > 0 ? await replan(deps, workspaceId, before, change) : before
    return await inWorkspace(deps.db, workspaceId, async (tx) => {
      const now = await getExperiment(tx, workspaceId, experimentId, 'update')
      if (now.status !== 'draft' && closed.length > 0)
        throw new DomainError(
          'conflict',
          'experiment_started',
          'What is compared, and by what, cannot be changed once it has started. Begin a new experiment instead.',
          { fields: closed },
        )
      // Planned with what somebody else has changed meanwhile: what they said must not be taken back.
      if (closed.length > 0 && comparedBy(now) !== comparedBy(before)) return undefined
      const { name = now.name, hypothesis = now.hypothesis } = change
      const base = closed.length > 0 ? settings : now
      const arms = withCosts(base.arms, change.costs)
      await saveSettings(tx, workspaceId, experimentId, { ...base, name, hypothesis, arms }, deps.clock.now())
      await recordAudit(tx, workspaceId, actor, {
        action: 'experiment.changed',
        target: { kind: 'experiment', id: experimentId },
        detail: { fields },
      })
      return await getExperiment(tx, workspaceId, experimentId)
    })
  }
  for (;;) {
    const changed = await tryOnce()
    if (changed) return changed
  }
}

/** What is compared with what, and by what, as one text. */
const comparedBy = ({ audience, arms, goal, guardrails, plan, test, historyDays }: StoredExperiment): string =>
  JSON.stringify([audience, arms, goal, guardrails, plan, test, historyDays])

function withCosts(arms: Settings['arms'], costs: Record<string, number> | undefined): Settings['arms'] {
  if (costs === undefined) return arms
  const unknown = Object.keys(costs).find((key) => !arms.some((arm) => arm.key === key))
  if (unknown !== undefined)
    throw new DomainError('invalid', 'experiment_unknown_arm', `There is no variant ${unknown}.`, { arm: unknown })
  return arms.map((arm) => ({ ...arm, costMinor: costs[arm.key] ?? arm.costMinor }))
}

async function replan(
  deps: Deps,
  workspaceId: string,
  before: StoredExperiment,
  change: ReturnType<typeof changeBody.parse>,
): Promise<Settings> {
  // A draft that was never started is planned anew; of a started one the caller refuses the change.
  const wanted: Wanted = {
    name: before.name,
    hypothesis: before.hypothesis,
    audience: change.audience ?? before.audience,
    arms: change.arms ?? before.arms,
    goal: change.goal ?? before.goal,
    guardrails: change.guardrails ?? before.guardrails,
    test: change.test ?? before.test,
    minimumEffect: change.minimumEffect ?? before.plan.minimumEffect,
    power: change.power ?? before.plan.power,
    alpha: change.alpha ?? before.plan.alpha,
    days: change.days,
    historyDays: change.historyDays,
  }
  if (before.status !== 'draft') return before
  checkSettings(wanted)
  return withPlan(wanted, await forecastOf(deps, workspaceId, wanted))
}

function forecastOf(deps: Deps, workspaceId: string, wanted: Wanted): Promise<ExperimentForecast> {
  const { audience, arms, goal, test, minimumEffect, power, alpha } = wanted
  return forecastExperiment(deps, workspaceId, {
    audience,
    shares: arms.map(({ share }) => share),
    control: arms.findIndex(({ isControl }) => isControl),
    goal,
    test,
    minimumEffect,
    power,
    alpha,
  })
}

function withPlan(wanted: Wanted, forecast: ExperimentForecast): Settings {
  const { name, hypothesis, audience, arms, goal, guardrails, test, minimumEffect, power, alpha } = wanted
  const shortest = goal.windowDays + (audience.kind === 'open' ? fallbackDays : 1)
  const days = wanted.days ?? Math.min(mostDays, forecast.daysNeeded ?? shortest)
  return {
    name,
    hypothesis,
    audience,
    arms,
    goal,
    guardrails,
    test,
    historyDays: wanted.historyDays ?? forecast.historyDays,
    plan: { minimumEffect, power, alpha, days, people: forecast.peopleNeeded, baseline: forecast.baseline },
  }
}
