import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { closeBooks } from '../ledger/advance.ts'
import type { Book, Member } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { refuseBlocked } from './blocked.ts'
import { getRedemption, type Redemption, type StoredRedemption, setStatus } from './redemptions.repo.ts'
import { giveBack } from './return-points.ts'
import { openMembers } from './with-member.ts'

/** Spends what was reserved; again changes nothing. Throws redemption_not_found, reservation_over. */
export async function confirmRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await atDesk(deps, place, async (desk) => {
    const [{ book, member }] = await openMembers(desk, [(await getRedemption(desk, redemptionId)).memberId])
    // Read again under the lock.
    const found = await getRedemption(desk, redemptionId)
    if (found.status === 'confirmed') return answerOf(found)
    refuseBlocked(member)
    const isOver = found.expiresAt !== null && new Date(found.expiresAt).getTime() <= desk.now.epochMilliseconds
    if (found.status !== 'reserved' || isOver)
      throw new DomainError('conflict', 'reservation_over', 'These points are not held any more.')
    await post(desk, [book], {
      kind: 'redeem',
      memberId: member.memberId,
      at: desk.now,
      order: found.order ?? undefined,
      detail: { points: found.points, discountMinor: found.discountMinor },
      lines: [
        { accountId: counterpart(desk, 'reserved'), currency: 'points', amount: -found.points },
        { accountId: counterpart(desk, 'redeemed'), currency: 'points', amount: found.points },
      ],
    })
    await setStatus(desk, redemptionId, 'confirmed')
    await closeBooks(desk, [book])
    return answerOf({ ...found, status: 'confirmed' })
  })
}

/** Gives back what was reserved; again changes nothing. Throws redemption_not_found, redemption_confirmed. */
export async function cancelRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await atDesk(deps, place, async (desk) => {
    const [{ book, member }] = await openMembers(desk, [(await getRedemption(desk, redemptionId)).memberId])
    const found = await getRedemption(desk, redemptionId)
    if (found.status === 'confirmed')
      throw new DomainError('conflict', 'redemption_confirmed', 'These points are spent; give them back by the order.')
    if (found.status === 'reserved') await giveBack(desk, book, member, found)
    await closeBooks(desk, [book])
    return answerOf({ ...found, status: found.status === 'reserved' ? 'cancelled' : found.status })
  })
}

/** What was reserved is there again, inside an open book; nothing where it was not reserved any more. */
export async function releaseInBook(desk: Desk, book: Book, member: Member, redemptionId: string): Promise<void> {
  const found = await getRedemption(desk, redemptionId)
  if (found.status === 'reserved') await giveBack(desk, book, member, found)
}

/** Reservations whose time is over, given back. */
export async function releaseReservations(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  const due = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string; programmeId: string }>`
      select redemption_id as id, programme_id as "programmeId" from loyalty_redemptions
      where workspace_id = ${workspaceId} and status = 'reserved' and expires_at <= ${deps.clock.now().toString()} limit 500`.execute(
      tx,
    )
    return rows
  })
  for (const { id, programmeId } of due)
    await cancelRedemption(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, id)
}

const answerOf = ({ redemptionId, points, discountMinor, status, expiresAt }: StoredRedemption): Redemption => ({
  redemptionId,
  points,
  discountMinor,
  status,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})
