import { z } from 'zod'
import { DomainError } from '#platform/errors'
import type { CardDeps } from '../../cards/card-deps.ts'
import { atDesk, type Place } from '../../ledger/desk.ts'
import { readCurrency } from '../../reports/read-currency.ts'
import { findHeld, findPlan, isPaid } from '../plan-members.repo.ts'
import { askStripe } from './ask-stripe.ts'
import { readStripeKeys } from './stripe-settings.ts'

/**
 * The address at which a member pays for a plan: a Checkout session of Stripe. Nothing is given until Stripe says that it was paid.
 * Throws plan_not_found, plan_closed, other_plan_active, no_billing, and what `askStripe` throws.
 */
export async function beginCheckout(
  deps: CardDeps,
  place: Place,
  { memberId, planId, back }: { memberId: string; planId: string; back: string },
): Promise<string> {
  const { plan, currency, keys } = await atDesk(deps, place, async (desk) => {
    const found = findPlan(desk, planId)
    if (found.closed) throw new DomainError('conflict', 'plan_closed', 'Nobody begins this plan any more.')
    const held = await findHeld(desk, { memberId })
    if (isPaid(held, desk.now))
      throw new DomainError('conflict', 'other_plan_active', 'This member has a plan already.', {
        until: held.paidUntil.toISOString(),
      })
    const given = await readStripeKeys(desk.tx, deps.secret, desk.workspaceId)
    if (!given) throw new DomainError('conflict', 'no_billing', 'Fees are taken at the till here.')
    return { plan: found, currency: await readCurrency(desk), keys: given }
  })
  const metadata = { programme: place.programmeId, member: memberId, plan: plan.id }
  const session = await askStripe(deps, keys, 'POST', '/v1/checkout/sessions', {
    mode: 'subscription',
    success_url: back,
    cancel_url: back,
    client_reference_id: memberId,
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: currency.toLowerCase(),
          unit_amount: plan.priceMinor,
          recurring: { interval: plan.every },
          product_data: { name: plan.name },
        },
      },
    ],
    metadata,
    subscription_data: { metadata },
  })
  return z.object({ url: z.url({ protocol: /^https?$/ }) }).parse(session).url
}
