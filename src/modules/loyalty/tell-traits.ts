import { sql } from 'kysely'
import type { LoyaltyTrait } from '#contract/loyalty-words'
import type { CustomerEvent } from '#modules/customers'
import type { Clock } from '#platform/clock'
import { prepared, type Tx } from '#platform/postgres'
import { type Desk, openDesk } from './ledger/desk.ts'
import { joinStanding } from './ledger/standing.ts'
import { readTierMeasures, tierShare } from './reports/tier-progress.ts'
import { openRewards } from './rules/open-rewards.ts'

type Row = {
  memberId: string
  customerId: string
  /** their customer belongs to no older programme */
  speaks: boolean
  /** how near the next tier is in the nearest of their customer's other programmes */
  elsewhere: number | null
  told: Record<string, unknown> | null
  points: number
  tier: string | null
  stamps: number
  ready: number
  joined: string
  ends: Date | null
  ending: number | null
}

/** Row by row: a planner that knows nothing of the tables yet would read all of them. */
const accountOf = (name: string, column: string) => sql`cross join lateral (select balance from loyalty_accounts
      where workspace_id = m.workspace_id and account_id = m.${sql.ref(column)} offset 0) ${sql.ref(name)}`

/** Who member `m` is, by all their names. */
const family = sql`select c.customer_id from customers x join customers c on c.workspace_id = x.workspace_id
        and (c.customer_id = coalesce(x.merged_into, x.customer_id) or c.merged_into = coalesce(x.merged_into, x.customer_id))
      where x.workspace_id = m.workspace_id and x.customer_id = m.customer_id`

/** What a profile says of the nearest tier of all programmes. */
const share = 'loyalty_tier_share'

/**
 * What the profiles of these members, and of everybody they share points with, should say now and do not yet: segments, journeys and
 * templates read it there. Of several programmes the oldest in use to which a customer belongs speaks; how near the next tier is says
 * the one where it is nearest.
 */
export async function tellTraits(
  tx: Tx,
  clock: Clock,
  workspaceId: string,
  memberIds: string[],
): Promise<CustomerEvent[]> {
  const { rows } = await prepared<{ id: string }>`select programme_id as id from loyalty_programmes
    where workspace_id = ${workspaceId} and status = 'active' order by created_at, programme_id`.execute(tx)
  const programmes = rows.map(({ id }) => id)
  const told = new Map<string, Traits>()
  for (const programmeId of programmes) {
    const desk = await openDesk(tx, clock, { workspaceId, programmeId, actor: { kind: 'system' } })
    for (const { row, news } of await followMembers(desk, programmes, memberIds))
      told.set(row.customerId, { ...told.get(row.customerId), ...news })
  }
  return [...told].flatMap(([customerId, traits]) => (Object.keys(traits).length === 0 ? [] : [{ customerId, traits }]))
}

type Traits = Record<string, unknown>
type Changed = { row: Row; kept: Traits; news: Traits }

/** Remembers what is told of members of one of the programmes in use, oldest first. */
async function followMembers(desk: Desk, programmes: string[], memberIds: string[]): Promise<Changed[]> {
  const { tx, workspaceId, programmeId } = desk
  const older = programmes.slice(0, programmes.indexOf(programmeId))
  const others = programmes.filter((id) => id !== programmeId)
  const { rows } = await prepared<Row>`
    select m.member_id as "memberId", m.customer_id as "customerId", t.traits as told, m.tier, s.balance as stamps, r.balance as ready,
      not ${older.length > 0} or not exists (select from loyalty_members o where o.workspace_id = m.workspace_id
        and o.customer_id in (${family}) and o.programme_id = any(${older}::uuid[]) and o.merged_into is null) as speaks,
      case when ${others.length > 0} then (select max((u.traits ->> ${share}::text)::float8) from loyalty_members o
        join loyalty_told_traits u on u.workspace_id = o.workspace_id and u.member_id = o.member_id
        where o.workspace_id = m.workspace_id and o.customer_id in (${family}) and o.programme_id = any(${others}::uuid[])
          and o.merged_into is null) end as elsewhere,
      (m.joined_at at time zone ${desk.zone})::date as joined, (a.balance - w.pending)::bigint as points, e.at as ends, e.points as ending
    from (select distinct m.account_id from unnest(${memberIds}::uuid[]) as w(id) cross join lateral (select account_id
        from loyalty_members where workspace_id = ${workspaceId} and member_id = w.id offset 0) m) moved
    cross join lateral (select * from loyalty_members where workspace_id = ${workspaceId} and account_id = moved.account_id
      and programme_id = ${programmeId} and merged_into is null and customer_id is not null offset 0) m
    ${accountOf('a', 'account_id')} ${accountOf('s', 'stamps_account_id')} ${accountOf('r', 'rewards_account_id')}
    left join lateral (select traits from loyalty_told_traits
      where workspace_id = m.workspace_id and member_id = m.member_id offset 0) t on true
    ${joinStanding}`.execute(tx)
  const { stamps } = desk.rules
  const costs = openRewards(desk.rules)
    .map(({ cost }) => cost)
    .sort((a, b) => a - b)
  const measures = await readTierMeasures(
    desk,
    rows.map(({ memberId }) => memberId),
  )
  const changed = rows.flatMap((row): Changed[] => {
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
    const kept = row.speaks ? traits : { [share]: traits[share] }
    const told = row.told ?? {}
    const news = Object.fromEntries(Object.entries(kept).filter(([name, value]) => (told[name] ?? null) !== value))
    // Who spoke before says all of it again when they speak once more.
    const isLess = Object.keys(told).length > Object.keys(kept).length
    return Object.keys(news).length === 0 && !isLess ? [] : [{ row, kept, news: withNearest(row, kept, news) }]
  })
  if (changed.length === 0) return []
  const kept = changed.map(({ row, kept: traits }) => ({ memberId: row.memberId, traits }))
  await prepared`insert into loyalty_told_traits (workspace_id, member_id, traits)
    select ${workspaceId}, x."memberId", x.traits
    from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as x("memberId" uuid, traits jsonb)
    on conflict (workspace_id, member_id) do update set traits = excluded.traits`.execute(tx)
  return changed
}

/** The nearest tier of all programmes instead of this one's. */
function withNearest({ told, elsewhere }: Row, kept: Traits, { [share]: _, ...news }: Traits): Traits {
  const nearest = (own: unknown): number | null =>
    typeof own === 'number' ? Math.max(own, elsewhere ?? own) : elsewhere
  const [before, now] = [nearest(told?.[share]), nearest(kept[share])]
  return before === now ? news : { ...news, [share]: now }
}

/** How much of the way to the next reward is done, 0 to 1, by points or by stamps, whichever is nearer; null where there is none. */
function rewardShare({ points, stamps }: Row, cost: number | undefined, required: number | undefined): number | null {
  const ways = [
    ...(cost === undefined ? [] : [Math.max(0, points) / cost]),
    ...(required === undefined ? [] : [stamps / required]),
  ]
  return ways.length === 0 ? null : Math.round(Math.max(...ways) * 100) / 100
}
