import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../../cards/card-deps.ts'
import { askStripe } from './ask-stripe.ts'
import { readStripeKeys } from './stripe-settings.ts'

/** Nothing more is collected after what is paid for is over. Throws no_billing, and what `askStripe` throws. */
export async function endSubscription(deps: CardDeps, workspaceId: string, subscription: string): Promise<void> {
  const keys = await inWorkspace(deps.db, workspaceId, (tx) => readStripeKeys(tx, deps.secret, workspaceId))
  if (!keys) throw new DomainError('conflict', 'no_billing', 'The subscription has to be ended at Stripe.')
  const path = `/v1/subscriptions/${encodeURIComponent(subscription)}`
  await askStripe(deps, keys, 'POST', path, { cancel_at_period_end: true })
}
