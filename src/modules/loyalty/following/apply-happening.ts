import { sql } from 'kysely'
import { customerFamily, readOrder, readRefund } from '#modules/customers'
import { isInControlOf } from '#modules/experiments'
import { dayReader } from '#platform/clock'
import { isDomainError } from '#platform/errors'
import { toMinor } from '#platform/money'
import { inWorkspace } from '#platform/postgres'
import type { LoyaltyDeps, Place } from '../ledger/desk.ts'
import { activatePoints } from '../serving/activate-points.ts'
import { earnPoints } from '../serving/earn-points.ts'
import { joinProgramme } from '../serving/join-programme.ts'
import { refundOrder } from '../serving/refund-order.ts'
import { addStamps } from '../serving/stamps.ts'
import { followMerge } from './follow-merge.ts'
import type { Follower, Happening } from './follow-shop.ts'
import { linesOf, shopTold } from './lines-of.ts'

export const orderEvents = ['Order Completed', 'Order Cancelled', 'Order Refunded']

type Shop = { workspaceId: string; currency: string; zone: string }

/** What one event of the shop does in one programme. What the rules refuse is left; anything else that fails is tried again later. */
export async function applyHappening(
  deps: LoyaltyDeps,
  shop: Shop,
  follower: Follower,
  happening: Happening,
): Promise<void> {
  const { rules, programmeId } = follower
  const { body, importId, occurredAt } = happening
  if (body.event === 'Customers Merged' || body.event === 'Customers Separated') {
    await followMerge(deps, { workspaceId: shop.workspaceId, programmeId, actor: { kind: 'system' } }, body)
    return
  }
  // Only the product itself names the customer by their own id: nobody outside can.
  const isOurs = body.customerId !== undefined
  const isTrusted = isOurs || importId !== null || body.bySecret === true || rules.orders?.trust === 'any'
  if (!isTrusted || body.event === undefined) return
  const since = orderEvents.includes(body.event) ? follower.since : follower.eventsSince
  const place: Place = { workspaceId: shop.workspaceId, programmeId, actor: { kind: 'system' } }
  const work = { deps, place, follower, happening, home: { currency: shop.currency, dayOf: dayReader(shop.zone) } }
  try {
    if (body.event === rules.pending?.until) await makeUsable(work)
    // What happened before this was switched on earns nothing: an imported past would.
    if (since === null || occurredAt < since.epochMilliseconds) return
    if (body.event === 'Order Completed') await earnOrder(work)
    else if (body.event === 'Order Refunded') await takeBack(work)
    else if (body.event === 'Order Cancelled') await cancel(work)
    else await earnEvent(work)
  } catch (error) {
    if (!isDomainError(error) || error.code === 'unavailable') throw error
  }
}

type Work = {
  deps: LoyaltyDeps
  place: Place
  follower: Follower
  happening: Happening
  home: { currency: string; dayOf: (ms: number) => string }
}

async function earnOrder({ deps, place, follower, happening, home }: Work): Promise<void> {
  const order = readOrder(happening, home)
  if (!order || order.currency !== home.currency) return
  const memberId = await memberFor(deps, place, follower, happening.customerId)
  if (memberId === undefined) return
  const { orderId } = order
  const amountMinor = Math.max(0, order.revenueMinor - extrasOf(happening, home.currency))
  const at = Temporal.Instant.fromEpochMilliseconds(Math.min(happening.occurredAt, deps.clock.now().epochMilliseconds))
  const { properties = {} } = happening.body
  const items = linesOf(properties, home.currency)
  const shop = shopTold(properties)
  if (follower.rules.stamps)
    await addStamps(deps, place, { memberId, amountMinor, items, order: orderId, key: `stamp:${orderId}` }).catch(
      (error: unknown) => {
        if (!isDomainError(error)) throw error
      },
    )
  const { payment_fingerprint: paid } = properties
  const paidWith = typeof paid === 'string' && paid.length >= 8 ? paid.slice(0, 200) : undefined
  await earnPoints(deps, place, { memberId, order: orderId, amountMinor, items, shop, paidWith, occurredAt: at })
  await takeBackKnown(deps, place, orderId)
}

/** Delivery and tax, where the shop tells them apart, earn nothing. */
function extrasOf({ body }: Happening, currency: string): number {
  const { total, shipping, tax } = body.properties ?? {}
  if (total === undefined) return 0
  const minor = (value: unknown): number =>
    Number.isFinite(Number(value)) ? Math.max(0, toMinor(Number(value), currency)) : 0
  return minor(shipping ?? 0) + minor(tax ?? 0)
}

/** Refunds, and a cancellation, that the shop told before the order earned. */
async function takeBackKnown(deps: LoyaltyDeps, place: Place, orderId: string): Promise<void> {
  const refunds = await inWorkspace(deps.db, place.workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string | null; amount: number }>`
      select refund_id as id, amount_minor as amount from refunds
        where workspace_id = ${place.workspaceId} and order_id = ${orderId}
      union all select null, 0 from orders where workspace_id = ${place.workspaceId} and order_id = ${orderId} and cancelled`.execute(
      tx,
    )
    return rows
  })
  for (const { id, amount } of refunds)
    if (id === null) await refundWhole(deps, place, orderId)
    else await refundOrder(deps, place, { order: orderId, amountMinor: amount, key: `refund:${id}` })
}

/** What points waited for: of the order that is named, or of all that the customer had bought by then. */
async function makeUsable({ deps, place, happening: { body, customerId, occurredAt } }: Work): Promise<void> {
  const { order_id: order } = body.properties ?? {}
  const isNamed = typeof order === 'string' || typeof order === 'number'
  const at = Temporal.Instant.fromEpochMilliseconds(occurredAt)
  await activatePoints(deps, place, isNamed ? { order: String(order) } : { customerId, at })
}

async function takeBack({ deps, place, happening, home }: Work): Promise<void> {
  const refund = readRefund(happening, home)
  if (!refund || refund.currency !== home.currency) return
  const key = `refund:${happening.messageKey}`
  await refundOrder(deps, place, { order: refund.orderId, amountMinor: refund.amountMinor, key })
}

async function cancel({ deps, place, happening, home }: Work): Promise<void> {
  const order = readOrder(happening, home)
  if (order) await refundWhole(deps, place, order.orderId)
}

async function refundWhole(deps: LoyaltyDeps, place: Place, order: string): Promise<void> {
  await refundOrder(deps, place, { order, amountMinor: Number.MAX_SAFE_INTEGER / 2, key: `cancel:${order}` })
}

async function earnEvent({ deps, place, follower, happening }: Work): Promise<void> {
  const event = happening.body.event ?? ''
  if (event === 'purchase' || event === 'sign_up' || !follower.rules.earn.some(({ when }) => when === event)) return
  const memberId = await memberFor(deps, place, follower, happening.customerId)
  if (memberId === undefined) return
  const at = Temporal.Instant.fromEpochMilliseconds(Math.min(happening.occurredAt, deps.clock.now().epochMilliseconds))
  const order = `event:${happening.messageKey}`
  await earnPoints(deps, place, { memberId, event, order, amountMinor: 0, occurredAt: at })
}

async function memberFor(
  deps: LoyaltyDeps,
  place: Place,
  { rules }: Follower,
  customerId: string,
): Promise<string | undefined> {
  const { workspaceId, programmeId } = place
  const known = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const family = await customerFamily(tx, workspaceId, customerId)
    const { rows } = await sql<{ id: string }>`select member_id as id from loyalty_members
      where workspace_id = ${workspaceId} and programme_id = ${programmeId} and customer_id = any(${family}::uuid[])
      order by merged_into is not null, joined_at limit 1`.execute(tx)
    return rows[0]?.id
  })
  if (known !== undefined || rules.orders?.who !== 'everyone') return known
  if (rules.rollout && (await waits(deps, workspaceId, rules.rollout.experimentId, customerId))) return undefined
  return (await joinProgramme(deps, place, { customerId })).memberId
}

/** Chance lets some become members later, so that what the programme brings can be measured. */
async function waits(
  { db, clock, onWritten }: LoyaltyDeps,
  workspaceId: string,
  experimentId: string,
  customerId: string,
): Promise<boolean> {
  const isHeld = await inWorkspace(db, workspaceId, (tx) =>
    isInControlOf(tx, clock, workspaceId, { experimentId, customerId }),
  )
  onWritten(workspaceId)
  return isHeld
}
