import { sql } from 'kysely'
import type { LoyaltyRules } from '#contract/loyalty'
import { DomainError } from '#platform/errors'
import type { Desk } from '../ledger/desk.ts'

export type Plan = LoyaltyRules['plans'][number]

/** What a member pays for. */
export type HeldPlan = {
  memberId: string
  planId: string
  since: Date
  paidUntil: Date
  lastsUntil: Date
  benefitAt: Date | null
  cancelledAt: Date | null
  endedAt: Date | null
  stripeCustomer: string | null
  stripeSubscription: string | null
}

const columns = sql`p.member_id as "memberId", p.plan_id as "planId", p.since, p.paid_until as "paidUntil", p.lasts_until as "lastsUntil",
  p.benefit_at as "benefitAt", p.cancelled_at as "cancelledAt", p.ended_at as "endedAt", p.stripe_customer as "stripeCustomer",
  p.stripe_subscription as "stripeSubscription"`

/**
 * What a member pays or paid for; with `lock` nobody else changes it meanwhile. Who locks an account, too, does that first, everywhere, so
 * that nobody waits in a circle: counters of rewards, accounts, then what belongs to one member.
 */
export async function findHeld(
  { tx, workspaceId }: Pick<Desk, 'tx' | 'workspaceId'>,
  by: { memberId: string } | { subscription: string },
  lock = false,
): Promise<HeldPlan | undefined> {
  const which = 'memberId' in by ? sql`p.member_id = ${by.memberId}` : sql`p.stripe_subscription = ${by.subscription}`
  const { rows } = await sql<HeldPlan>`select ${columns} from loyalty_plan_members p
    where p.workspace_id = ${workspaceId} and ${which} ${lock ? sql`for update` : sql``}`.execute(tx)
  return rows[0]
}

/** It is paid for, or a service is about to collect the next payment. */
export const isPaid = (held: HeldPlan | undefined, now: Temporal.Instant): held is HeldPlan =>
  held !== undefined && held.endedAt === null && held.lastsUntil.getTime() > now.epochMilliseconds

export async function saveHeld(desk: Desk, held: HeldPlan): Promise<void> {
  const { tx, workspaceId, programmeId } = desk
  await sql`insert into loyalty_plan_members (workspace_id, member_id, programme_id, plan_id, since, paid_until, lasts_until, benefit_at,
      cancelled_at, ended_at, stripe_customer, stripe_subscription)
    values (${workspaceId}, ${held.memberId}, ${programmeId}, ${held.planId}, ${held.since}, ${held.paidUntil}, ${held.lastsUntil},
      ${held.benefitAt}, ${held.cancelledAt}, ${held.endedAt}, ${held.stripeCustomer}, ${held.stripeSubscription})
    on conflict (workspace_id, member_id) do update set plan_id = excluded.plan_id, since = excluded.since,
      paid_until = excluded.paid_until, lasts_until = excluded.lasts_until, benefit_at = excluded.benefit_at,
      cancelled_at = excluded.cancelled_at, ended_at = excluded.ended_at, stripe_customer = excluded.stripe_customer,
      stripe_subscription = excluded.stripe_subscription`.execute(tx)
}

/** A service collects the next payment some hours after the last one is over, and again when a card is refused. */
const graceDays = 3

export const withGrace = ({ zone }: Pick<Desk, 'zone'>, until: Temporal.Instant): Temporal.Instant =>
  until.toZonedDateTimeISO(zone).add({ days: graceDays }).toInstant()

/** Throws plan_not_found. */
export function findPlan({ rules }: Pick<Desk, 'rules'>, planId: string): Plan {
  const plan = rules.plans.find(({ id }) => id === planId)
  if (!plan) throw new DomainError('not_found', 'plan_not_found', 'This programme has no such plan.')
  return plan
}

/** The plans that these members have paid for, asked for all at once; nothing is asked where no multiplier needs to know. */
export async function readPaidPlans(desk: Desk, memberIds: string[]): Promise<Map<string, string>> {
  if (!desk.rules.multipliers.some(({ plans }) => plans)) return new Map()
  const { rows } = await sql<{ memberId: string; planId: string }>`select member_id as "memberId", plan_id as "planId"
    from loyalty_plan_members where workspace_id = ${desk.workspaceId} and member_id = any(${memberIds}::uuid[])
      and ended_at is null and lasts_until > ${desk.now.toString()}`.execute(desk.tx)
  return new Map(rows.map(({ memberId, planId }) => [memberId, planId]))
}
