import { sql } from 'kysely'
import { z } from 'zod'
import { DomainError, isDomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../../cards/card-deps.ts'
import type { Place } from '../../ledger/desk.ts'
import { payPlan } from '../pay-plan.ts'
import { findHeld } from '../plan-members.repo.ts'
import { askStripe } from './ask-stripe.ts'
import { isSignedByStripe } from './check-signature.ts'
import { bookingKey, hearDispute, hearRefund, named } from './hear-refund.ts'
import { readStripeKeys, type StripeKeys } from './stripe-settings.ts'

const event = z.object({ type: z.string(), data: z.object({ object: z.record(z.string(), z.unknown()) }) })
/** The subscription stands in one place or the other, by the version the endpoint speaks. */
const invoice = z.object({
  id: z.string(),
  amount_paid: z.number().int().min(0),
  subscription: named.nullish(),
  parent: z.object({ subscription_details: z.object({ subscription: named }).nullish() }).nullish(),
})
const seconds = z.number().int().positive()
const subscription = z.object({
  id: z.string(),
  customer: named,
  status: z.string(),
  cancel_at_period_end: z.boolean().default(false),
  current_period_end: seconds.optional(),
  items: z.object({ data: z.array(z.object({ current_period_end: seconds.optional() })) }),
  metadata: z.object({ programme: z.uuid(), member: z.uuid(), plan: z.string() }),
})
type Subscription = z.infer<typeof subscription>

/**
 * What Stripe tells: late, twice and in any order. Only that something happened is believed of it; how the subscription stands is asked
 * from Stripe. An invoice is paid once. Throws signature_wrong, and what `askStripe` throws, so that Stripe tells it again.
 */
export async function hearStripe(
  deps: CardDeps,
  workspaceId: string,
  { body, signature }: { body: string; signature: string },
): Promise<void> {
  const keys = await inWorkspace(deps.db, workspaceId, (tx) => readStripeKeys(tx, deps.secret, workspaceId))
  if (!keys || !isSignedByStripe(keys.webhookSecret, signature, body, deps.clock.now()))
    throw new DomainError('invalid', 'signature_wrong', 'This was not signed with the endpoint’s secret a moment ago.')
  const { type, data } = event.parse(JSON.parse(body))
  const heard = { deps, keys, workspaceId }
  const book = (invoice: unknown) => hearPaid(deps, keys, workspaceId, invoice)
  if (type === 'invoice.paid') await book(data.object)
  else if (type.startsWith('customer.subscription.')) await hearChange(deps, keys, workspaceId, data.object)
  else if (type === 'charge.refunded') await hearRefund(heard, data.object, book)
  else if (type.startsWith('charge.dispute.')) await hearDispute(heard, data.object, book)
}

async function hearPaid(deps: CardDeps, keys: StripeKeys, workspaceId: string, object: unknown): Promise<void> {
  const paid = invoice.parse(object)
  const id = paid.subscription ?? paid.parent?.subscription_details?.subscription
  // An invoice of the shop that has nothing to do with plans.
  const found = id ? await readSubscription(deps, keys, id) : undefined
  if (!found) return
  const { programme: programmeId, member: memberId, plan: planId } = found.metadata
  const place: Place = { workspaceId, programmeId, actor: { kind: 'system' } }
  try {
    await payPlan(deps, place, {
      key: bookingKey(paid.id),
      memberId,
      planId,
      amountMinor: paid.amount_paid,
      collected: { until: endOf(found), customer: found.customer, subscription: found.id },
    })
  } catch (error) {
    // The same invoice once more, after the period in it went on.
    if (!isDomainError(error) || error.reason !== 'key_reused') throw error
  }
  await follow(deps, workspaceId, found)
}

async function hearChange(deps: CardDeps, keys: StripeKeys, workspaceId: string, object: unknown): Promise<void> {
  const { id } = z.object({ id: z.string() }).parse(object)
  const found = await readSubscription(deps, keys, id)
  if (found) await follow(deps, workspaceId, found)
}

/** Undefined for a subscription that is not one of ours. */
async function readSubscription(deps: CardDeps, keys: StripeKeys, id: string): Promise<Subscription | undefined> {
  const answer = await askStripe(deps, keys, 'GET', `/v1/subscriptions/${encodeURIComponent(id)}`)
  return subscription.safeParse(answer).data
}

const endOf = ({ current_period_end: whole, items }: Subscription): Temporal.Instant => {
  const end = whole ?? items.data[0]?.current_period_end ?? 0
  return Temporal.Instant.fromEpochMilliseconds(end * 1000)
}

/** Whether it is renewed, as Stripe has it; what Stripe ended ends with what was paid for. */
async function follow({ db, clock }: CardDeps, workspaceId: string, found: Subscription): Promise<void> {
  const isOver = ['canceled', 'unpaid', 'incomplete_expired'].includes(found.status)
  const isLeaving = found.cancel_at_period_end || isOver
  await inWorkspace(db, workspaceId, async (tx) => {
    const held = await findHeld({ tx, workspaceId }, { subscription: found.id }, true)
    if (!held) return
    const now = clock.now().toString()
    await sql`update loyalty_plan_members set
        cancelled_at = case when ${isLeaving} then coalesce(cancelled_at, ${now}::timestamptz) end,
        lasts_until = case when ${isLeaving} then paid_until else greatest(lasts_until, paid_until + interval '3 days') end
      where workspace_id = ${workspaceId} and member_id = ${held.memberId}`.execute(tx)
  })
}
