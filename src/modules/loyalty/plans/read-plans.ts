import { sql } from 'kysely'
import type { LoyaltyPlans } from '#contract/loyalty-club'
import type { Desk } from '../ledger/desk.ts'
import { findHeld, isPaid, type Plan } from './plan-members.repo.ts'

type Benefits = { points: number | null; reward: string | null; factor: number | null; tier: string | null }

/** What a plan gives, in parts that pages say in their own words. */
export function benefitsOf({ rules }: Pick<Desk, 'rules'>, { id, points, monthlyReward, tier }: Plan): Benefits {
  const reward = rules.rewards.find((one) => one.id === monthlyReward)
  return {
    points: points ?? null,
    reward: reward ? (reward.name ?? reward.id) : null,
    factor: rules.multipliers.find(({ plans }) => plans?.includes(id))?.factor ?? null,
    tier: tier ?? null,
  }
}

export type OwnPlan = {
  planId: string
  name: string
  paidUntil: string
  isCancelled: boolean
  /** a service collects the fee */
  isCollected: boolean
  benefits: Benefits
}

/** What a member pays for now; undefined for who pays for nothing. */
export async function readOwnPlan(desk: Desk, memberId: string): Promise<OwnPlan | undefined> {
  if (desk.rules.plans.length === 0) return undefined
  const held = await findHeld(desk, { memberId })
  if (!isPaid(held, desk.now)) return undefined
  const plan = desk.rules.plans.find(({ id }) => id === held.planId)
  return {
    planId: held.planId,
    name: plan?.name ?? held.planId,
    paidUntil: held.paidUntil.toISOString(),
    isCancelled: held.cancelledAt !== null,
    isCollected: held.stripeSubscription !== null,
    benefits: plan ? benefitsOf(desk, plan) : { points: null, reward: null, factor: null, tier: null },
  }
}

/** How many members each plan has, and what came in for it in the last 30 days and in all. */
export async function planFigures(desk: Desk): Promise<LoyaltyPlans['plans']> {
  const month = desk.now.subtract({ hours: 720 }).toString()
  const held = await sql<{ planId: string; members: number; leaving: number }>`select plan_id as "planId",
      count(*)::int as members, (count(*) filter (where cancelled_at is not null))::int as leaving
    from loyalty_plan_members where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and ended_at is null and lasts_until > ${desk.now.toString()} group by 1`.execute(desk.tx)
  const paid = await sql<{ planId: string; month: number; ever: number }>`select detail ->> 'planId' as "planId",
      sum((detail ->> 'amountMinor')::bigint * case when kind in ('plan_paid', 'plan_restored') then 1 else -1 end)
        filter (where recorded_at >= ${month})::bigint as month,
      sum((detail ->> 'amountMinor')::bigint * case when kind in ('plan_paid', 'plan_restored') then 1 else -1 end)::bigint as ever
    from loyalty_transactions where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId}
      and kind in ('plan_paid', 'plan_undone', 'plan_refunded', 'plan_restored') group by 1`.execute(desk.tx)
  return desk.rules.plans.map((plan) => {
    const of = held.rows.find(({ planId }) => planId === plan.id)
    const money = paid.rows.find(({ planId }) => planId === plan.id)
    return {
      planId: plan.id,
      name: plan.name,
      text: plan.text ?? null,
      priceMinor: plan.priceMinor,
      every: plan.every,
      isClosed: plan.closed ?? false,
      ...benefitsOf(desk, plan),
      members: of?.members ?? 0,
      leaving: of?.leaving ?? 0,
      monthMinor: money?.month ?? 0,
      everMinor: money?.ever ?? 0,
    }
  })
}
