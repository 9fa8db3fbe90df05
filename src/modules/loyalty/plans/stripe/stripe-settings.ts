import { sql } from 'kysely'
import { z } from 'zod'
import type { SaveStripe, StripeSettings } from '#contract/loyalty-club'
import { recordAudit } from '#modules/audit'
import { inWorkspace, type Tx } from '#platform/postgres'
import { open, seal } from '#platform/secrets'
import type { CardDeps } from '../../cards/card-deps.ts'
import type { LoyaltyActor } from '../../ledger/desk.ts'
import { askStripe } from './ask-stripe.ts'

const stripeKeys = z.object({ secretKey: z.string(), webhookSecret: z.string() })
export type StripeKeys = z.infer<typeof stripeKeys>

const purpose = 'loyalty-billing'
const heard = [
  'checkout.session.completed',
  'invoice.paid',
  'customer.subscription.updated',
  'customer.subscription.deleted',
  'charge.refunded',
  'charge.dispute.created',
  'charge.dispute.closed',
]

const webhookUrlOf = ({ publicUrl }: Pick<CardDeps, 'publicUrl'>, workspaceId: string): string =>
  new URL(`/billing/stripe/${workspaceId}`, publicUrl()).href

/** Undefined where fees are taken at the till alone. */
export async function readStripeKeys(tx: Tx, secret: string, workspaceId: string): Promise<StripeKeys | undefined> {
  const { rows } = await sql<{ sealed: Buffer }>`select sealed from loyalty_billing
    where workspace_id = ${workspaceId}`.execute(tx)
  const [row] = rows
  const text = row && open(secret, purpose, workspaceId, row.sealed)
  return text === undefined ? undefined : stripeKeys.parse(JSON.parse(text))
}

/** What is set up, without any key. */
export async function readStripeSettings(deps: CardDeps, workspaceId: string): Promise<StripeSettings> {
  const keys = await inWorkspace(deps.db, workspaceId, (tx) => readStripeKeys(tx, deps.secret, workspaceId))
  const webhookUrl = webhookUrlOf(deps, workspaceId)
  return { isOn: keys !== undefined, isTest: keys?.secretKey.includes('_test_') ?? false, webhookUrl }
}

/** Keeps the key after Stripe has taken it: an endpoint that tells us of payments is made with it. Throws what `askStripe` throws. */
export async function saveStripe(
  deps: CardDeps,
  workspaceId: string,
  actor: LoyaltyActor,
  { secretKey, webhookSecret }: SaveStripe,
): Promise<void> {
  const kept = webhookSecret ?? (await makeEndpoint(deps, workspaceId, secretKey))
  const sealed = seal(deps.secret, purpose, workspaceId, JSON.stringify({ secretKey, webhookSecret: kept }))
  await inWorkspace(deps.db, workspaceId, async (tx) => {
    await sql`insert into loyalty_billing (workspace_id, sealed, updated_at)
      values (${workspaceId}, ${sealed}, ${deps.clock.now().toString()})
      on conflict (workspace_id) do update set sealed = excluded.sealed, updated_at = excluded.updated_at`.execute(tx)
    await note(tx, workspaceId, actor, true)
  })
}

async function makeEndpoint(deps: CardDeps, workspaceId: string, secretKey: string): Promise<string> {
  const answer = await askStripe(deps, { secretKey }, 'POST', '/v1/webhook_endpoints', {
    url: webhookUrlOf(deps, workspaceId),
    enabled_events: heard,
    description: 'Regulars: paid memberships',
  })
  return z.object({ secret: z.string() }).parse(answer).secret
}

/** Nothing is collected here any more; subscriptions that run go on at Stripe until they are ended there. */
export async function removeStripe({ db }: CardDeps, workspaceId: string, actor: LoyaltyActor): Promise<void> {
  await inWorkspace(db, workspaceId, async (tx) => {
    await sql`delete from loyalty_billing where workspace_id = ${workspaceId}`.execute(tx)
    await note(tx, workspaceId, actor, false)
  })
}

async function note(tx: Tx, workspaceId: string, actor: LoyaltyActor, isOn: boolean): Promise<void> {
  await recordAudit(tx, workspaceId, actor, {
    action: 'loyalty_billing.changed',
    target: { kind: 'billing' },
    detail: { service: 'stripe', isOn },
  })
}
