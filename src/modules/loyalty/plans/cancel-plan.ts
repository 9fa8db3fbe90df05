import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import type { CardDeps } from '../cards/card-deps.ts'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type Place } from '../ledger/desk.ts'
import { findHeld, type HeldPlan, isPaid } from './plan-members.repo.ts'
import { endSubscription } from './stripe/end-subscription.ts'

/**
 * A plan is not renewed: it stays until the day that was paid for. Where a service collects the fee it is told first, so that nothing is
 * collected from somebody who left. A second time changes nothing. Throws no_plan, stripe_unreachable.
 */
export async function cancelPlan(deps: CardDeps, place: Place, memberId: string): Promise<void> {
  const held = await atDesk(deps, place, async (desk): Promise<HeldPlan> => {
    const found = await findHeld(desk, await resolveMember(desk, memberId))
    if (!isPaid(found, desk.now)) throw new DomainError('conflict', 'no_plan', 'This member has no plan.')
    return found
  })
  if (held.cancelledAt !== null) return
  if (held.stripeSubscription !== null) await endSubscription(deps, place.workspaceId, held.stripeSubscription)
  await atDesk(deps, place, ({ tx, workspaceId, now }) =>
    sql`update loyalty_plan_members set cancelled_at = coalesce(cancelled_at, ${now.toString()}), lasts_until = paid_until
      where workspace_id = ${workspaceId} and member_id = ${held.memberId}`.execute(tx),
  )
}
