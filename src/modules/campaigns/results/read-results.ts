import { sql } from 'kysely'
import type { CampaignResults } from '#contract/campaigns'
import type { MessageReason, MessageState } from '#contract/messaging'
import { countByChannel } from '#modules/messaging'
import { inWorkspace, type Tx } from '#platform/postgres'
import { getStored } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { countGoals, sumGoals } from './count-goals.ts'

type Counted = {
  variant: string
  state: MessageState
  reason: MessageReason | null
  n: number
  opened: number
  clicked: number
}

/** What became of it up to now, in total and by variant. What it earned against its control group is its experiment's. Throws not_found. */
export async function readResults(
  deps: Pick<CampaignsDeps, 'db' | 'ch'>,
  workspaceId: string,
  campaignId: string,
): Promise<CampaignResults> {
  const { campaign, messages, people, channels } = await inWorkspace(deps.db, workspaceId, async (tx) => ({
    campaign: await getStored(tx, workspaceId, campaignId),
    messages: await countMessages(tx, workspaceId, campaignId),
    people: await countPeople(tx, workspaceId, campaignId),
    channels: await countByChannel(tx, workspaceId, { kind: 'campaign', id: campaignId }),
  }))
  const goals = await countGoals(deps, workspaceId, campaign)
  const heldBack = new Map<MessageReason, number>()
  for (const { state, reason, n } of messages)
    if (state === 'suppressed' && reason !== null) heldBack.set(reason, (heldBack.get(reason) ?? 0) + n)
  return {
    variants: campaign.definition.variants.map(({ key }) => {
      const own = messages.filter(({ variant }) => variant === key)
      const sum = (pick: (row: Counted) => number): number => own.reduce((total, row) => total + pick(row), 0)
      const inState = (...states: MessageState[]): number => sum(({ state, n }) => (states.includes(state) ? n : 0))
      return {
        variant: key,
        queued: sum(({ n }) => n),
        sent: inState('handed_over'),
        heldBack: inState('suppressed'),
        failed: inState('failed'),
        unknown: inState('unknown'),
        open: inState('queued', 'claimed', 'deferred'),
        opened: sum(({ opened }) => opened),
        clicked: sum(({ clicked }) => clicked),
        goal: sumGoals(goals, ({ variant }) => variant === key),
      }
    }),
    channels: channels.map((one) => ({ ...one, goal: sumGoals(goals, ({ channel }) => channel === one.channel) })),
    heldBack: [...heldBack].map(([reason, n]) => ({ reason, people: n })).sort((a, b) => b.people - a.people),
    people,
    hasControl: campaign.experimentId !== null,
  }
}

async function countMessages(tx: Tx, workspaceId: string, campaignId: string): Promise<Counted[]> {
  const { rows } = await sql<Counted>`select coalesce(source_run, '') as variant, state, reason, count(*)::int as n,
      count(opened_at)::int as opened, count(clicked_at)::int as clicked from messages
    where workspace_id = ${workspaceId} and source_kind = 'campaign' and source_id = ${campaignId}
    group by 1, 2, 3`.execute(tx)
  return rows
}

async function countPeople(tx: Tx, workspaceId: string, campaignId: string): Promise<CampaignResults['people']> {
  const { rows } = await sql<{ state: string; n: number }>`select state, count(*)::int as n from campaign_people
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId} group by 1`.execute(tx)
  const of = (state: string): number => rows.find((row) => row.state === state)?.n ?? 0
  return {
    waiting: of('waiting'),
    reserve: of('reserve'),
    queued: of('queued'),
    control: of('control'),
    globalControl: of('global_control'),
    samePerson: of('same_person'),
    gone: of('gone'),
  }
}
