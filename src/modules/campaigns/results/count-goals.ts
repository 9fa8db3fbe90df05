import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'

/** People by variant who reached the goal within its window after the message went out; they would not all have stayed away without it. */
export async function countGoals(
  { ch }: Pick<CampaignsDeps, 'ch'>,
  workspaceId: string,
  { campaignId, definition, startedAt }: Pick<StoredCampaign, 'campaignId' | 'definition' | 'startedAt'>,
): Promise<Map<string, number>> {
  if (startedAt === null) return new Map()
  const { event, windowDays } = definition.goal
  const rows = await ch.forWorkspace(workspaceId).query<{ variant: string; people: number }>(
    `SELECT s.variant AS variant, toUInt32(uniqExact(s.customer_id)) AS people
      FROM (SELECT customer_id, JSONExtractString(properties, 'variant') AS variant, min(occurred_at) AS at FROM events
        WHERE workspace_id = {workspace_id:UUID} AND event = 'Message Sent'
          AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
          AND JSONExtractString(properties, 'campaign_id') = {campaign:String} GROUP BY customer_id, variant) AS s
      INNER JOIN (SELECT customer_id, occurred_at FROM events WHERE workspace_id = {workspace_id:UUID} AND event = {goal:String}
        AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')) AS g ON g.customer_id = s.customer_id
      WHERE g.occurred_at >= s.at AND g.occurred_at < s.at + toIntervalDay({days:UInt16})
      GROUP BY variant`,
    { campaign: campaignId, goal: event, days: windowDays, since: startedAt.toISOString() },
  )
  return new Map(rows.map(({ variant, people }) => [variant, Number(people)]))
}
