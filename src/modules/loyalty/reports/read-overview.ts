import { sql } from 'kysely'
import type { LoyaltyOverview } from '#contract/loyalty-reports'
import { readScans } from '../cards/tills/count-scans.ts'
import { atReportDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { countWaiting } from '../referrals/referrals.repo.ts'
import { openRewards } from '../rules/open-rewards.ts'
import { noFlow, readFlows, sumFlows } from './flows.ts'
import { activeDays, hasLapsed, isNearTier } from './list-members.ts'
import { pointValueOf } from './point-value.ts'
import { readCurrency } from './read-currency.ts'

const spanDays = 30

/** How a programme is doing, from its ledger. */
export async function readOverview(deps: LoyaltyDeps, place: Place): Promise<LoyaltyOverview> {
  return await atReportDesk(deps, place, async (desk) => {
    const today = desk.now.toZonedDateTimeISO(desk.zone).startOfDay()
    const daysAgo = (days: number): Temporal.Instant => today.subtract({ days }).toInstant()
    const flows = await readFlows(desk, daysAgo(2 * spanDays - 1), 'day')
    const known = new Map(flows.map(({ start, ...flow }) => [start, flow]))
    const days = Array.from({ length: spanDays }, (_, i) => {
      const day = today
        .subtract({ days: spanDays - 1 - i })
        .toPlainDate()
        .toString()
      return { day, ...(known.get(day) ?? noFlow) }
    })
    const cut = days[0]?.day ?? ''
    return {
      currency: await readCurrency(desk),
      members: await countMembers(desk, daysAgo),
      today: await countToday(desk, today.toInstant()),
      scans: await readScans(desk),
      now: sumFlows(days),
      before: sumFlows(flows.filter(({ start }) => start < cut)),
      days,
      ...(await readHoldings(desk)),
      waiting: await countStepsAway(desk),
      referralsWaiting: await countWaiting(desk),
    }
  })
}

const mine = (desk: Desk, alias: string) =>
  sql`${sql.raw(alias)}.workspace_id = ${desk.workspaceId} and ${sql.raw(alias)}.programme_id = ${desk.programmeId}`

async function countMembers(
  desk: Desk,
  daysAgo: (days: number) => Temporal.Instant,
): Promise<LoyaltyOverview['members']> {
  const at = (days: number) => daysAgo(days).toString()
  const { rows } = await sql<LoyaltyOverview['members']>`
    select count(*)::int as total, count(*) filter (where a.last_active_at >= ${at(activeDays)})::int as active,
      count(*) filter (where m.joined_at >= ${at(spanDays - 1)})::int as "joined30",
      count(*) filter (where m.joined_at >= ${at(2 * spanDays - 1)} and m.joined_at < ${at(spanDays - 1)})::int as "joinedBefore30"
    from loyalty_members m join loyalty_accounts a using (workspace_id, account_id)
    where ${mine(desk, 'm')} and m.merged_into is null`.execute(desk.tx)
  return rows[0] ?? { total: 0, active: 0, joined30: 0, joinedBefore30: 0 }
}

/** Who is almost at the next tier, and who stays away. */
async function countStepsAway(desk: Desk): Promise<LoyaltyOverview['waiting']> {
  const { rows } = await sql<LoyaltyOverview['waiting']>`
    select count(*) filter (where ${isNearTier})::int as tier, count(*) filter (where ${hasLapsed(desk.now)})::int as lapsed
    from loyalty_members m join loyalty_accounts a using (workspace_id, account_id)
    where ${mine(desk, 'm')} and m.merged_into is null`.execute(desk.tx)
  return rows[0] ?? { tier: 0, lapsed: 0 }
}

async function countToday(desk: Desk, midnight: Temporal.Instant): Promise<LoyaltyOverview['today']> {
  const { rows } = await sql<LoyaltyOverview['today']>`
    select count(*) filter (where t.kind in ('earn', 'stamp'))::int as earns,
      coalesce(sum((t.detail ->> 'points')::bigint) filter (where t.kind = 'earn'), 0)::bigint as points,
      coalesce(sum((t.detail ->> 'stamps')::bigint) filter (where t.kind = 'stamp'), 0)::bigint as stamps,
      count(*) filter (where t.kind = 'join')::int as joined
    from loyalty_transactions t where ${mine(desk, 't')} and t.recorded_at >= ${midnight.toString()}`.execute(desk.tx)
  return rows[0] ?? { earns: 0, points: 0, stamps: 0, joined: 0 }
}

type Holdings = Pick<LoyaltyOverview, 'stamps' | 'outstanding' | 'vouchers' | 'next' | 'expiring'>

async function readHoldings(desk: Desk): Promise<Holdings> {
  const cheapest = openRewards(desk.rules)
    .filter(({ cost }) => cost > 0)
    .sort((a, b) => a.cost - b.cost)[0]
  const cost = cheapest?.cost ?? 0
  const soon = desk.now.add({ hours: 24 * spanDays }).toString()
  const monthAgo = desk.now.subtract({ hours: 24 * spanDays }).toString()
  const { rows } = await sql<Record<string, number>>`
    with held as (select a.balance, a.currency, a.deficit, coalesce(p.pending, 0) as pending from loyalty_accounts a
      left join (select account_id, sum(remaining) as pending from loyalty_lots
        where workspace_id = ${desk.workspaceId} and remaining > 0 and not activated group by 1) p using (account_id)
      where ${mine(desk, 'a')}),
    going as (select l.account_id, sum(l.remaining) as points from loyalty_lots l
      join loyalty_accounts a using (workspace_id, account_id)
      where ${mine(desk, 'a')} and l.remaining > 0 and l.expires_at between ${desk.now.toString()} and ${soon} group by 1)
    select
      coalesce(sum(balance + deficit - pending) filter (where currency = 'points'), 0)::bigint as points,
      coalesce(sum(pending) filter (where currency = 'points'), 0)::bigint as pending,
      coalesce(sum(deficit), 0)::bigint as owed,
      count(*) filter (where currency = 'points' and balance - pending >= ${cost})::int as ready,
      count(*) filter (where currency = 'points' and balance - pending >= ${cost} * 0.8 and balance - pending < ${cost})::int as near,
      coalesce(sum(balance) filter (where currency = 'rewards'), 0)::bigint as cards_ready,
      (select count(*)::int from going) as going_members, (select coalesce(sum(points), 0)::bigint from going) as going_points,
      (select coalesce(sum((t.detail ->> 'stamps')::bigint), 0)::bigint from loyalty_transactions t where ${mine(desk, 't')}
        and t.recorded_at >= ${monthAgo} and t.kind = 'stamp') as stamps_given,
      (select count(*)::int from loyalty_transactions t where ${mine(desk, 't')} and t.recorded_at >= ${monthAgo}
        and t.kind = 'stamp_redeem') as cards_redeemed,
      (select count(*)::int from loyalty_vouchers v where ${mine(desk, 'v')} and v.used_at is null
        and (v.expires_at is null or v.expires_at > ${desk.now.toString()})) as unclaimed,
      (select count(*)::int from loyalty_vouchers v where ${mine(desk, 'v')} and v.used_at >= ${monthAgo}) as used
    from held`.execute(desk.tx)
  const of = (name: string): number => rows[0]?.[name] ?? 0
  const value = pointValueOf(desk.rules)
  const points = of('points')
  return {
    stamps: { given: of('stamps_given'), cards: of('cards_redeemed'), ready: of('cards_ready') },
    outstanding: {
      points,
      pending: of('pending'),
      owed: of('owed'),
      valueMinor: value === null ? null : Math.round((points + of('pending')) * value.minor),
    },
    vouchers: { unclaimed: of('unclaimed'), used30: of('used') },
    next: cheapest ? { name: cheapest.name ?? cheapest.id, cost, ready: of('ready'), near: of('near') } : null,
    expiring: { members: of('going_members'), points: of('going_points') },
  }
}
