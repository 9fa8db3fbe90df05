import { sql } from 'kysely'
import type { ExperimentGoal } from '#contract/experiments'
import { translatorFor } from '#i18n'
import { createExperiment, startExperiment } from '#modules/experiments'
import { isLocale } from '#platform/i18n'
import { inWorkspace } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { armsOf } from '../check-definition.ts'

const longest = 730
/** Pauses, throttles and a night in every time zone: who gets it late is still counted. */
const spareDays = 90

/**
 * The experiment that keeps some people out by chance and gives each of the others a variant; null without a control group. Asking
 * again gives the same.
 */
export async function openExperiment(
  deps: CampaignsDeps,
  workspaceId: string,
  { campaignId, name, definition }: StoredCampaign,
): Promise<string | null> {
  const { control, variants, goal } = definition
  if (control === 0) return null
  const t = await wordsOf(deps, workspaceId)
  const nameOf = (key: string): string => {
    if (key === 'control') return t('campaigns.arm.control')
    return key === 'rest' ? t('campaigns.arm.rest') : (variants.find((one) => one.key === key)?.name ?? key)
  }
  const system = { kind: 'system' } as const
  const { experimentId, status } = await createExperiment(deps, workspaceId, system, {
    name: name.slice(0, 120),
    audience: { kind: 'open' },
    arms: unlike(
      armsOf(definition).map(({ key, share }) => ({ key, name: nameOf(key), share })),
      name,
    ),
    goal: goalOf(definition.goal),
    guardrails: besides(definition.goal),
    // A campaign's page is looked at every day.
    test: 'sequential',
    days: Math.min(longest, goal.windowDays + spareDays),
    requestKey: `campaign:${campaignId}`,
  })
  if (status === 'draft') await startExperiment(deps, { workspaceId, actor: system, experimentId })
  return experimentId
}

/** One message alone is called as the campaign is; no two parts are called alike. */
function unlike(arms: { key: string; name: string; share: number }[], campaign: string) {
  const taken = new Set<string>()
  return arms.map(({ key, name, share }) => {
    const wanted = arms.length === 2 && key !== 'control' ? campaign.slice(0, 80) : name
    const own = taken.has(wanted.toLowerCase()) ? `${wanted.slice(0, 60)} (${key})` : wanted
    taken.add(own.toLowerCase())
    return { key, name: own, share, isControl: key === 'control', costMinor: 0 }
  })
}

type Goal = StoredCampaign['definition']['goal']

function goalOf({ event, windowDays }: Goal): ExperimentGoal {
  const metric =
    event === 'Order Completed'
      ? ({ of: 'orders', measure: 'did' } as const)
      : { of: 'event' as const, event, measure: 'did' as const, where: [] }
  return { metric, windowDays, wanted: 'more' }
}

/** The value of the goal, where one is named; visits and money are counted beside every goal. */
function besides({ event, value }: Goal) {
  if (value === null) return []
  const sum = { of: 'event' as const, event, measure: 'sum' as const, property: value, where: [] }
  return [{ metric: sum, harm: 'less' as const }]
}

async function wordsOf({ db }: CampaignsDeps, workspaceId: string) {
  const found = await inWorkspace(db, workspaceId, (tx) =>
    sql<{ locale: string }>`select locale from workspaces where workspace_id = ${workspaceId}`.execute(tx),
  )
  const locale = found.rows[0]?.locale ?? 'en'
  return translatorFor(isLocale(locale) ? locale : 'en', 'campaigns')
}
