import { sql } from 'kysely'
import { customerFamily } from '#modules/customers'
import { activateLots, advanceBook, closeBooks } from '../ledger/advance.ts'
import { type Lot, lotsOf, open } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { findWholeLot } from '../ledger/whole-lot.ts'
import { memberOf } from './with-member.ts'

type Which = { order: string } | { customerId: string; at: Temporal.Instant }

/**
 * Points of purchases that waited for something are usable from now on: those of one order, or all that a customer had earned by a moment.
 * Again changes nothing, and neither does an order that is not known.
 */
export async function activatePoints(deps: LoyaltyDeps, place: Place, which: Which): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const found = 'order' in which ? await findOrder(desk, which.order) : await findOwn(desk, which.customerId)
    const at = found && memberOf(await open(desk, { memberIds: [found.memberId], locks: true }), found.memberId)
    if (!at) return
    // Whoever became another member or joined a household has them in another lot.
    const whole = found.lotId ? await findWholeLot(desk, found.lotId) : undefined
    const isMeant = ({ lotId, memberId, earnedAt }: Lot): boolean =>
      'order' in which
        ? (whole?.ids.includes(lotId) ?? false)
        : memberId === at.member.memberId && Temporal.Instant.compare(earnedAt, which.at) <= 0
    await advanceBook(desk, at.book)
    const waiting = (await lotsOf(desk, at.book)).filter(({ activated, kind }) => !activated && kind === 'earn')
    await activateLots(desk, at.book, waiting.filter(isMeant), desk.now)
    await closeBooks(desk, [at.book])
  })
}

type Found = { memberId: string; lotId?: string | null }

async function findOrder(desk: Desk, order: string): Promise<Found | undefined> {
  const { rows } = await sql<Found>`select member_id as "memberId", lot_id as "lotId" from loyalty_orders
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and order_ref = ${order}`.execute(
    desk.tx,
  )
  return rows[0]
}

async function findOwn(desk: Desk, customerId: string): Promise<Found | undefined> {
  const family = await customerFamily(desk.tx, desk.workspaceId, customerId)
  const { rows } = await sql<Found>`select member_id as "memberId" from loyalty_members
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and customer_id = any(${family}::uuid[])
    order by merged_into is not null, joined_at limit 1`.execute(desk.tx)
  return rows[0]
}
