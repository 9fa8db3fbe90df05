import { sql } from 'kysely'
import { DomainError, isDomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { giveAtDesk } from '../serving/rewards.ts'
import type { At } from '../serving/with-member.ts'
import { findHeld, type HeldPlan, isPaid } from './plan-members.repo.ts'

type Due = HeldPlan & { benefitAt: Date }

/** Gives the reward of the month where one is due, once a month for as long as the plan is paid. Returns whether something was given. */
export async function giveBenefit(deps: LoyaltyDeps, place: Place, asked: string): Promise<boolean> {
  return await atDesk(deps, place, async (desk) => {
    const { memberId } = await resolveMember(desk, asked)
    const due = dueIn(desk, await findHeld(desk, { memberId }))
    if (!due) return false
    const rewardId = desk.rules.plans.find(({ id }) => id === due.planId)?.monthlyReward
    if (rewardId !== undefined && (await give(desk, due, rewardId))) return true
    await setNext(desk, due)
    return false
  })
}

/** What a service is about to collect is not paid yet. */
function dueIn(desk: Desk, held: HeldPlan | undefined): Due | undefined {
  const now = desk.now.epochMilliseconds
  if (!isPaid(held, desk.now) || held.paidUntil.getTime() <= now) return undefined
  const { benefitAt } = held
  return benefitAt === null || benefitAt.getTime() > now ? undefined : { ...held, benefitAt }
}

/** Looked at again under the lock of the account, which comes after the reward's and before the plan's. */
async function give(desk: Desk, { memberId, planId, benefitAt }: Due, rewardId: string): Promise<boolean> {
  const stillDue = async ({ member }: At): Promise<void> => {
    const due = dueIn(desk, await findHeld(desk, { memberId: member.memberId }, true))
    if (due?.benefitAt.getTime() !== benefitAt.getTime())
      throw new DomainError('conflict', 'no_plan', 'Somebody else gave it just now.')
    await setNext(desk, due)
  }
  await sql`savepoint benefit`.execute(desk.tx)
  try {
    await giveAtDesk(desk, { memberId, rewardId, plan: planId }, stillDue)
    return true
  } catch (error) {
    if (!isDomainError(error)) throw error
    // None is left of it, or the rules know it no more: the plan goes on without this month's.
    await sql`rollback to savepoint benefit`.execute(desk.tx)
    return false
  }
}

async function setNext(desk: Desk, { memberId, since, benefitAt }: Due): Promise<void> {
  await sql`update loyalty_plan_members set benefit_at = ${nextMonth(desk, since, benefitAt).toString()}
    where workspace_id = ${desk.workspaceId} and member_id = ${memberId} and benefit_at = ${benefitAt}`.execute(desk.tx)
}

/** As many whole months after the beginning as are over: the 31st stays the 31st where there is one. */
function nextMonth({ now, zone }: Desk, since: Date, dueAt: Date): Temporal.Instant {
  const due = Temporal.Instant.fromEpochMilliseconds(dueAt.getTime())
  const start = Temporal.Instant.fromEpochMilliseconds(since.getTime()).toZonedDateTimeISO(zone)
  for (let months = 1; ; months++) {
    const next = start.add({ months }).toInstant()
    if (Temporal.Instant.compare(next, due) > 0 && Temporal.Instant.compare(next, now) > 0) return next
  }
}
