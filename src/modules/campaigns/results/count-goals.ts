import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'

export type Goals = { variant: string; channel: string; people: number }

export const sumGoals = (goals: Goals[], isMeant: (one: Goals) => boolean): number =>
  goals.filter(isMeant).reduce((sum, { people }) => sum + people, 0)

/** People by variant and channel who reached the goal within its window after the message went out; they would not all have stayed away without it. */
export async function countGoals(
  { ch }: Pick<CampaignsDeps, 'ch'>,
  workspaceId: string,
  { campaignId, definition, startedAt }: Pick<StoredCampaign, 'campaignId' | 'definition' | 'startedAt'>,
): Promise<Goals[]> {
  if (startedAt === null) return []
  const { event, windowDays } = definition.goal
  const rows = await ch.forWorkspace(workspaceId).query<Goals>(
    `SELECT s.variant AS variant, s.channel AS channel, toUInt32(uniqExact(s.customer_id)) AS people
      FROM (SELECT customer_id, JSONExtractString(properties, 'variant') AS variant,
          JSONExtractString(properties, 'channel') AS channel, min(occurred_at) AS at FROM events
        WHERE workspace_id = {workspace_id:UUID} AND event = 'Message Sent'
          AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')
          AND JSONExtractString(properties, 'campaign_id') = {campaign:String} GROUP BY customer_id, variant, channel) AS s
      INNER JOIN (SELECT customer_id, occurred_at FROM events WHERE workspace_id = {workspace_id:UUID} AND event = {goal:String}
        AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC')) AS g ON g.customer_id = s.customer_id
      WHERE g.occurred_at >= s.at AND g.occurred_at < s.at + toIntervalDay({days:UInt16})
      GROUP BY variant, channel`,
    { campaign: campaignId, goal: event, days: windowDays, since: startedAt.toISOString() },
  )
  return rows.map((row) => ({ ...row, people: Number(row.people) }))
}
