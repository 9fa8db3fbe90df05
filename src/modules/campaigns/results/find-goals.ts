import type { StoredCampaign } from '../campaigns.repo.ts'
import type { CampaignsDeps } from '../campaigns-deps.ts'

const dayMs = 86_400_000

/** When each of these reached the goal first, within its window after their message went out; without a message, after the start. */
export async function findGoals(
  { ch }: Pick<CampaignsDeps, 'ch'>,
  workspaceId: string,
  { definition, startedAt }: Pick<StoredCampaign, 'definition' | 'startedAt'>,
  people: { id: string; customerId: string; sentAt: Date | null }[],
): Promise<Map<string, string>> {
  if (startedAt === null || people.length === 0) return new Map()
  const { event, windowDays } = definition.goal
  const rows = await ch.forWorkspace(workspaceId).query<{ id: string; at: string[] }>(
    `SELECT customer_id AS id, arraySort(groupArray(1000)(toString(toUnixTimestamp64Milli(occurred_at)))) AS at FROM events
      WHERE workspace_id = {workspace_id:UUID} AND event = {goal:String} AND customer_id IN {people:Array(UUID)}
        AND occurred_at >= parseDateTime64BestEffort({since:String}, 3, 'UTC') GROUP BY customer_id`,
    {
      goal: event,
      people: [...new Set(people.flatMap(({ id, customerId }) => [id, customerId]))],
      since: startedAt.toISOString(),
    },
  )
  const moments = new Map(rows.map(({ id, at }) => [id, at.map(Number)]))
  const found = new Map<string, string>()
  for (const { id, customerId, sentAt } of people) {
    const from = (sentAt ?? startedAt).getTime()
    const all =
      id === customerId ? (moments.get(id) ?? []) : [...(moments.get(id) ?? []), ...(moments.get(customerId) ?? [])]
    const first = all.filter((at) => at >= from && at < from + windowDays * dayMs).sort((a, b) => a - b)[0]
    if (first !== undefined) found.set(id, new Date(first).toISOString())
  }
  return found
}
