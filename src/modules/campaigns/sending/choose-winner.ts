import { sql } from 'kysely'
import type { Tx } from '#platform/postgres'
import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'
import { countGoals, sumGoals } from '../results/count-goals.ts'

/** The variant that did best among those who got one; the first of them where none did better. */
export async function chooseWinner(
  deps: Pick<CampaignsDeps, 'ch'>,
  tx: Tx,
  workspaceId: string,
  campaign: StoredCampaign,
): Promise<string> {
  const { campaignId, definition } = campaign
  const found = await sql<{
    variant: string
    sent: number
    clicked: number
  }>`select source_run as variant, count(*)::int as sent,
      count(clicked_at)::int as clicked from messages
    where workspace_id = ${workspaceId} and source_kind = 'campaign' and source_id = ${campaignId}
      and state in ('handed_over', 'unknown') group by source_run`.execute(tx)
  const goals = definition.winner?.by === 'goal' ? await countGoals(deps, workspaceId, campaign) : undefined
  const rateOf = (variant: string): number => {
    const { sent = 0, clicked = 0 } = found.rows.find((row) => row.variant === variant) ?? {}
    if (sent === 0) return 0
    return (goals ? sumGoals(goals, (one) => one.variant === variant) : clicked) / sent
  }
  return definition.variants.reduce(
    (best, { key }) => (rateOf(key) > rateOf(best) ? key : best),
    definition.variants[0]?.key ?? '',
  )
}
