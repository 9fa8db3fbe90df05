import { sql } from 'kysely'
import { z } from 'zod'
import { inWorkspace } from '#platform/postgres'
import type { CardDeps } from '../../cards/card-deps.ts'
import { refundPayment } from '../refund-payment.ts'
import { askStripe } from './ask-stripe.ts'
import type { StripeKeys } from './stripe-settings.ts'

export const named = z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
const idOf = z.object({ id: z.string() })
/** The invoice stands with the charge in older versions only. */
const charge = z.object({
  amount_refunded: z.number().int().min(0),
  invoice: named.nullish(),
  payment_intent: named.nullish(),
})
const dispute = z.object({ charge: named, amount: z.number().int().min(0), status: z.string() })
const invoicePayments = z.object({ data: z.array(z.object({ invoice: named })) })

type Heard = { deps: CardDeps; keys: StripeKeys; workspaceId: string }
/** Books an invoice that is one of ours, once. */
type BookInvoice = (invoice: unknown) => Promise<void>

/** How much of a charge was given back, as Stripe has it now. */
export async function hearRefund(heard: Heard, object: unknown, bookInvoice: BookInvoice): Promise<void> {
  const { id } = idOf.parse(object)
  const found = charge.parse(await ask(heard, `/v1/charges/${encodeURIComponent(id)}`))
  await follow(heard, found, { because: 'refund', goneMinor: found.amount_refunded }, bookInvoice)
}

/** What the member's bank took, until it decides for the shop; while it only asks (`warning_…`) it has taken nothing. */
export async function hearDispute(heard: Heard, object: unknown, bookInvoice: BookInvoice): Promise<void> {
  const { id } = idOf.parse(object)
  const { charge: of, amount, status } = dispute.parse(await ask(heard, `/v1/disputes/${encodeURIComponent(id)}`))
  const found = charge.parse(await ask(heard, `/v1/charges/${encodeURIComponent(of)}`))
  const isOurs = status === 'won' || status === 'prevented' || status.startsWith('warning_')
  await follow(heard, found, { because: 'dispute', goneMinor: isOurs ? 0 : amount }, bookInvoice)
}

async function follow(
  heard: Heard,
  { invoice, payment_intent: intent }: z.infer<typeof charge>,
  gone: { because: 'refund' | 'dispute'; goneMinor: number },
  bookInvoice: BookInvoice,
): Promise<void> {
  const invoiceId = invoice ?? (intent ? await findInvoice(heard, intent) : undefined)
  // A payment of the shop that has nothing to do with plans.
  if (invoiceId === undefined) return
  let payment = await findBooked(heard, invoiceId)
  if (!payment) {
    // It may be told before the payment itself.
    await bookInvoice(await ask(heard, `/v1/invoices/${encodeURIComponent(invoiceId)}`))
    payment = await findBooked(heard, invoiceId)
  }
  if (!payment) return
  const { workspaceId, deps } = heard
  const place = { workspaceId, programmeId: payment.programmeId, actor: { kind: 'system' } } as const
  await refundPayment(deps, place, { paymentId: payment.paymentId, ...gone })
}

async function findInvoice(heard: Heard, intent: string): Promise<string | undefined> {
  const payment = { type: 'payment_intent', payment_intent: intent }
  const answer = await askStripe(heard.deps, heard.keys, 'GET', '/v1/invoice_payments', { payment })
  return invoicePayments.parse(answer).data[0]?.invoice
}

/** By the key under which an invoice is booked once. */
async function findBooked(
  { deps, workspaceId }: Heard,
  invoiceId: string,
): Promise<{ programmeId: string; paymentId: string } | undefined> {
  const { rows } = await inWorkspace(deps.db, workspaceId, (tx) =>
    sql<{ programmeId: string; paymentId: string }>`select p.programme_id as "programmeId", r.payment as "paymentId"
      from loyalty_programmes p cross join lateral (select answer ->> 'paymentId' as payment from loyalty_requests
        where workspace_id = ${workspaceId} and programme_id = p.programme_id and request_key = ${bookingKey(invoiceId)} offset 0) r
      where p.workspace_id = ${workspaceId}`.execute(tx),
  )
  return rows[0]
}

export const bookingKey = (invoiceId: string): string => `stripe:${invoiceId}`

const ask = ({ deps, keys }: Heard, path: string): Promise<unknown> => askStripe(deps, keys, 'GET', path)
