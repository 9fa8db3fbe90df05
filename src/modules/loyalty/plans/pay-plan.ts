import { DomainError } from '#platform/errors'
import { credit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { counterpart, post } from '../ledger/post.ts'
import { refuseBlocked } from '../serving/blocked.ts'
import { type At, type Keyed, markActive, servingMember } from '../serving/with-member.ts'
import { giveBenefit } from './give-benefit.ts'
import { findHeld, findPlan, type HeldPlan, isPaid, type Plan, saveHeld, withGrace } from './plan-members.repo.ts'

type Payment = Keyed & {
  memberId: string
  planId: string
  /** as the plan says when not given, minor units */
  amountMinor?: number | undefined
  /** what a service collected: until when, and what it calls the customer and the subscription */
  collected?: { until: Temporal.Instant; customer: string; subscription: string } | undefined
}
type Paid = { planId: string; until: string; amountMinor: number; paymentId: string }

/**
 * A fee was paid: the plan goes on from where it was paid to, its points come at once, its reward of the month when it is due. Stands in
 * the ledger with the amount. Throws plan_not_found, plan_closed, other_plan_active, member_blocked.
 */
export async function payPlan(deps: LoyaltyDeps, place: Place, { key, ...payment }: Payment): Promise<Paid> {
  const paid = await atDesk(deps, place, (desk) =>
    once(desk, key, { plan: payment }, () =>
      servingMember(desk, payment.memberId, async (at) =>
        payAtDesk(at, payment, await findHeld(desk, { memberId: at.member.memberId }, true)),
      ),
    ),
  )
  await giveBenefit(deps, place, payment.memberId)
  return paid
}

async function payAtDesk(at: At, payment: Omit<Payment, 'key'>, held: HeldPlan | undefined): Promise<Paid> {
  const { desk, book, member } = at
  const plan = findPlan(desk, payment.planId)
  const running = isPaid(held, desk.now) ? held : undefined
  // What a service has collected already is never turned away.
  if (running && running.planId !== plan.id && !payment.collected)
    throw new DomainError('conflict', 'other_plan_active', 'This member has another plan until then.', {
      until: running.paidUntil.toISOString(),
    })
  if (!payment.collected) refuseBlocked(member)
  if (plan.closed && !running && !payment.collected)
    throw new DomainError('conflict', 'plan_closed', 'Nobody begins this plan any more.')
  const { amountMinor = plan.priceMinor, collected } = payment
  const until = collected?.until ?? nextEnd(desk, plan, running)
  const lotId = plan.points === undefined ? null : await givePoints(at, plan, plan.points)
  const paymentId = await post(desk, [book], {
    kind: 'plan_paid',
    memberId: member.memberId,
    at: desk.now,
    detail: {
      plan: plan.name,
      planId: plan.id,
      amountMinor,
      until: until.toString(),
      from: running?.paidUntil.toISOString() ?? null,
      by: collected ? 'stripe' : 'hand',
      ...(lotId === null ? {} : { lot: lotId }),
    },
    lines: [
      { accountId: counterpart(desk, 'received', 'fees'), currency: 'fees', amount: -amountMinor },
      { accountId: counterpart(desk, `plan:${plan.id}`, 'fees'), currency: 'fees', amount: amountMinor },
    ],
  })
  const lasts = collected ? withGrace(desk, until) : until
  const now = new Date(desk.now.epochMilliseconds)
  await saveHeld(desk, {
    memberId: member.memberId,
    planId: plan.id,
    since: running?.since ?? now,
    paidUntil: new Date(until.epochMilliseconds),
    lastsUntil: new Date(lasts.epochMilliseconds),
    benefitAt: plan.monthlyReward === undefined ? null : (running?.benefitAt ?? now),
    cancelledAt: collected ? (running?.cancelledAt ?? null) : null,
    endedAt: null,
    stripeCustomer: collected?.customer ?? null,
    stripeSubscription: collected?.subscription ?? null,
  })
  member.given = undefined
  markActive(book, desk.now)
  return { planId: plan.id, until: until.toString(), amountMinor, paymentId }
}

function nextEnd({ now, zone }: Desk, { every }: Plan, running: HeldPlan | undefined): Temporal.Instant {
  const from = running ? Temporal.Instant.fromEpochMilliseconds(running.paidUntil.getTime()) : now
  return from
    .toZonedDateTimeISO(zone)
    .add(every === 'year' ? { years: 1 } : { months: 1 })
    .toInstant()
}

async function givePoints({ desk, book, member }: At, plan: Plan, points: number): Promise<string | null> {
  const detail = { plan: plan.name, planId: plan.id }
  return (await credit(desk, book, member, { kind: 'plan', points, at: desk.now, detail })).lotId
}
