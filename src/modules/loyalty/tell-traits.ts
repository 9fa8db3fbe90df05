import { sql } from 'kysely'
import type { LoyaltyTrait } from '#contract/loyalty-words'
import type { CustomerEvent } from '#modules/customers'
import type { Clock } from '#platform/clock'
import type { Tx } from '#platform/postgres'
import { openDesk } from './ledger/desk.ts'
import { readTierMeasures, tierShare } from './reports/tier-progress.ts'

type Row = {
  memberId: string
  customerId: string
  told: Record<string, unknown> | null
  points: number
  tier: string | null
  stamps: number
  ready: number
  joined: string
  ends: Date | null
  ending: number | null
}

/**
 * What the profiles of these members, and of everybody they share points with, should say now and do not yet: segments, journeys and
 * templates read it there. Of several programmes the oldest in use speaks.
 */
export async function tellTraits(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  memberIds: string[],
): Promise<CustomerEvent[]> {
  const programme = await sql<{ id: string }>`select programme_id as id from loyalty_programmes
    where workspace_id = ${workspaceId} and status = 'active' order by created_at, programme_id limit 1`.execute(tx)
  const programmeId = programme.rows[0]?.id
  if (programmeId === undefined) return []
  const desk = await openDesk(tx, clock, { workspaceId, programmeId, actor: { kind: 'system' } })
  const { rows } = await sql<Row>`
    select m.member_id as "memberId", m.customer_id as "customerId", m.told_traits as told, m.tier, s.balance as stamps, r.balance as ready,
      (m.joined_at at time zone ${desk.zone})::date as joined, (l.active - a.deficit)::bigint as points, l.soonest as ends,
      (select sum(x.remaining)::bigint from loyalty_lots x where x.workspace_id = m.workspace_id and x.account_id = m.account_id
        and x.remaining > 0 and x.activated and x.expires_at = l.soonest) as ending
    from loyalty_members m
    join loyalty_accounts a on a.workspace_id = m.workspace_id and a.account_id = m.account_id
    join loyalty_accounts s on s.workspace_id = m.workspace_id and s.account_id = m.stamps_account_id
    join loyalty_accounts r on r.workspace_id = m.workspace_id and r.account_id = m.rewards_account_id
    cross join lateral (select coalesce(sum(o.remaining) filter (where o.activated), 0) as active,
        min(o.expires_at) filter (where o.activated) as soonest
      from loyalty_lots o where o.workspace_id = m.workspace_id and o.account_id = m.account_id and o.remaining > 0) l
    where m.workspace_id = ${workspaceId} and m.programme_id = ${programmeId} and m.merged_into is null and m.customer_id is not null
      and m.account_id in (select account_id from loyalty_members where workspace_id = ${workspaceId}
        and member_id = any(${memberIds}::uuid[]))`.execute(tx)
  const { stamps, rewards } = desk.rules
  const costs = rewards.map(({ cost }) => cost).sort((a, b) => a - b)
  const measures = await readTierMeasures(
    desk,
    rows.map(({ memberId }) => memberId),
  )
  const changed = rows.flatMap((row) => {
    const dearer = costs.find((cost) => cost > row.points)
    const traits: Record<LoyaltyTrait, string | number | null> = {
      loyalty_points: row.points,
      loyalty_tier: row.tier,
      loyalty_stamps: stamps ? row.stamps : null,
      loyalty_stamps_missing: stamps ? stamps.required - row.stamps : null,
      loyalty_tier_share: tierShare(desk.rules, row.tier, measures.get(row.memberId)),
      loyalty_rewards_ready: row.ready + costs.filter((cost) => cost > 0 && cost <= row.points).length,
      loyalty_points_missing: dearer === undefined ? null : dearer - row.points,
      loyalty_reward_share: rewardShare(row, dearer, stamps?.required),
      loyalty_points_expiring: row.ending,
      loyalty_expires_at: row.ends?.toISOString() ?? null,
      loyalty_joined_at: row.joined,
    }
    const told = row.told ?? {}
    const news = Object.entries(traits).filter(([name, value]) => (told[name] ?? null) !== value)
    return news.length === 0 ? [] : [{ ...row, traits, news: Object.fromEntries(news) }]
  })
  if (changed.length === 0) return []
  const kept = changed.map(({ memberId, traits }) => ({ memberId, traits }))
  await sql`update loyalty_members m set told_traits = x.traits
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as x("memberId" uuid, traits jsonb)
    where m.workspace_id = ${workspaceId} and m.member_id = x."memberId"`.execute(tx)
  return changed.map(({ customerId, news }) => ({ customerId, traits: news }))
}

/** How much of the way to the next reward is done, 0 to 1, by points or by stamps, whichever is nearer; null where there is none. */
function rewardShare({ points, stamps }: Row, cost: number | undefined, required: number | undefined): number | null {
  const ways = [
    ...(cost === undefined ? [] : [Math.max(0, points) / cost]),
    ...(required === undefined ? [] : [stamps / required]),
  ]
  return ways.length === 0 ? null : Math.round(Math.max(...ways) * 100) / 100
}
