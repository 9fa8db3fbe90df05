import { sql } from 'kysely'
import type { WhatWorks, WhatWorksRow } from '#contract/campaigns'
import type { Comparison, Estimate, ExperimentResult, MetricResult } from '#contract/experiments'
import type { MessageChannel } from '#contract/messaging-words'
import { readResult } from '#modules/experiments'
import { type JourneyResults, listResults } from '#modules/journeys'
import { readTemplateChannels } from '#modules/messaging'
import { inWorkspace } from '#platform/postgres'
import { listStored, type StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { sumByChannel } from './sum-by-channel.ts'

/** Of each kind the newest: each is a question of its own. */
const mostShown = 40
const atOnce = 3

type Shown = {
  kind: WhatWorksRow['kind']
  id: string
  name: string
  experimentId: string | null
  since: string | null
  nameOf: (arm: string) => string | null
  messages: Written[]
}
/** What it writes with; without an arm in all of them. */
type Written = { arm?: string; templateId: string; channel?: MessageChannel | undefined }

/** Every campaign and journey against its own control group, what brought most money first; those without one are only named. */
export async function readWhatWorks(
  deps: Pick<CampaignsDeps, 'db' | 'ch' | 'clock'>,
  workspaceId: string,
): Promise<WhatWorks> {
  const { shown, channels, currency } = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const campaigns = (await listStored(tx, workspaceId)).filter(({ startedAt }) => startedAt !== null)
    const journeys = (await listResults(tx, workspaceId)).filter(({ entered }) => entered > 0)
    const shop = await sql<{
      currency: string
    }>`select currency from workspaces where workspace_id = ${workspaceId}`.execute(tx)
    const all: Shown[] = [
      ...campaigns.slice(0, mostShown).map(fromCampaign),
      ...journeys.slice(0, mostShown).map(fromJourney),
    ]
    const written = new Set(all.flatMap(({ messages }) => messages.map(({ templateId }) => templateId)))
    const channels = await readTemplateChannels(tx, workspaceId, [...written])
    return { shown: all, channels, currency: shop.rows[0]?.currency ?? '' }
  })
  const rows: WhatWorksRow[] = []
  const compared = shown.flatMap((one) =>
    one.experimentId === null ? [] : [{ ...one, experimentId: one.experimentId }],
  )
  for (let i = 0; i < compared.length; i += atOnce) {
    const some = compared.slice(i, i + atOnce)
    const results = await Promise.all(some.map(({ experimentId }) => readResult(deps, workspaceId, experimentId)))
    for (const [at, one] of some.entries()) {
      const result = results[at]
      if (result) rows.push(...rowsOf(one, result, channels))
    }
  }
  const worth = ({ money }: WhatWorksRow): number => money?.value ?? Number.NEGATIVE_INFINITY
  return {
    rows: rows.sort((a, b) => worth(b) - worth(a) || a.name.localeCompare(b.name)),
    byChannel: sumByChannel(rows),
    withoutControl: shown.flatMap(({ kind, id, name, experimentId }) =>
      experimentId === null ? [{ kind, id, name }] : [],
    ),
    currency,
  }
}

function fromCampaign({ campaignId, name, experimentId, startedAt, definition, winner }: StoredCampaign): Shown {
  const isOne = definition.variants.length === 1
  return {
    kind: 'campaign',
    id: campaignId,
    name,
    experimentId,
    since: startedAt?.toISOString() ?? null,
    nameOf: (arm) =>
      isOne ? null : (definition.variants.find(({ key }) => key === (arm === 'rest' ? winner : arm))?.name ?? null),
    messages: definition.variants.flatMap(({ key, templateId }): Written[] => [
      { arm: key, templateId },
      ...(key === winner ? [{ arm: 'rest', templateId }] : []),
    ]),
  }
}

function fromJourney({ journeyId, name, experimentId, messages }: JourneyResults): Shown {
  return {
    ...{ kind: 'journey', id: journeyId, name, experimentId, since: null },
    nameOf: () => null,
    messages,
  }
}

function rowsOf(
  { kind, id, name, since, experimentId, nameOf, messages }: Shown & { experimentId: string },
  { state, metrics, mismatch }: ExperimentResult,
  channels: Channels,
): WhatWorksRow[] {
  const goal = metrics.find(({ role }) => role === 'goal')
  const arms = mismatch.arms.map(({ arm }) => arm).filter((arm) => arm !== 'control')
  return arms.map((arm) => {
    const found = comparisonOf(goal, arm)
    const variant = nameOf(arm)
    return {
      ...{ kind, id, name, since, experimentId, variant, state },
      arm: variant === null ? null : arm,
      channel: onlyChannel(
        messages.filter((one) => one.arm === undefined || one.arm === arm),
        channels,
      ),
      people: goal?.arms.find((one) => one.arm === arm)?.people ?? 0,
      verdict: found?.verdict ?? 'none',
      goal: goal?.metric.of === 'event' ? goal.metric.event : 'Order Completed',
      goalTotal: found?.total ?? null,
      goalRate: percentOf(found?.absolute ?? null),
      orders: comparisonOf(metrics.find(isOrders), arm)?.total ?? null,
      money: comparisonOf(metrics.find(isMoney), arm)?.total ?? null,
    }
  })
}

type Channels = Awaited<ReturnType<typeof readTemplateChannels>>

function onlyChannel(messages: Written[], channels: Channels): MessageChannel | null {
  const all = new Set(messages.flatMap(({ templateId, channel }) => channel ?? channels.get(templateId) ?? []))
  const [first] = all
  return all.size === 1 && first ? first : null
}

const isOrders = ({ metric }: MetricResult): boolean => metric.of === 'orders' && metric.measure === 'count'
const isMoney = ({ metric }: MetricResult): boolean => metric.of === 'orders' && metric.measure === 'sum'

const comparisonOf = (metric: MetricResult | undefined, arm: string): Comparison | undefined =>
  metric?.comparisons.find((one) => one.arm === arm)

const percentOf = (rate: Estimate | null): Estimate | null =>
  rate && { value: 100 * rate.value, low: 100 * rate.low, high: 100 * rate.high }
