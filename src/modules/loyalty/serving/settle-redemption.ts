import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { inWorkspace } from '#platform/postgres'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { refuseBlocked } from './blocked.ts'
import { getRedemption, type Redemption, type StoredRedemption, setStatus } from './redemptions.repo.ts'
import { giveBack } from './return-points.ts'
import { type At, servingMember } from './with-member.ts'

/** Spends what was reserved; again changes nothing. Throws redemption_not_found, reservation_over. */
export async function confirmRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await settle(deps, place, redemptionId, async (at, found) => {
    if (found.status !== 'confirmed') await spendReserved(at, found)
    return 'confirmed'
  })
}

async function spendReserved({ desk, book, member }: At, found: StoredRedemption): Promise<void> {
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
  await setStatus(desk, found.redemptionId, 'confirmed')
}

/** Gives back what was reserved; again changes nothing. Throws redemption_not_found, redemption_confirmed. */
export async function cancelRedemption(deps: LoyaltyDeps, place: Place, redemptionId: string): Promise<Redemption> {
  return await settle(deps, place, redemptionId, async (at, found) => {
    if (found.status === 'confirmed')
      throw new DomainError('conflict', 'redemption_confirmed', 'These points are spent; give them back by the order.')
    if (found.status !== 'reserved') return found.status
    await giveBack(at, found)
    return 'cancelled'
  })
}

type Status = Redemption['status']

async function settle(
  deps: LoyaltyDeps,
  place: Place,
  redemptionId: string,
  work: (at: At, found: StoredRedemption) => Promise<Status>,
): Promise<Redemption> {
  return await atDesk(deps, place, async (desk) => {
    const { memberId } = await getRedemption(desk, redemptionId)
    return await servingMember(desk, memberId, async (at) => {
      // Read again under the lock.
      const found = await getRedemption(desk, redemptionId)
      return answerOf({ ...found, status: await work(at, found) })
    })
  })
}

/** What was reserved is there again, inside an open book; nothing where it was not reserved any more. */
export async function releaseInBook(at: At, redemptionId: string): Promise<void> {
  const found = await getRedemption(at.desk, redemptionId)
  if (found.status === 'reserved') await giveBack(at, found)
}

/** Reservations whose time is over, given back. */
export async function releaseReservations(deps: LoyaltyDeps, workspaceId: string): Promise<void> {
  const due = await inWorkspace(deps.db, workspaceId, async (tx) => {
    const { rows } = await sql<{ id: string; programmeId: string; memberId: string }>`
      select redemption_id as id, programme_id as "programmeId", member_id as "memberId" from loyalty_redemptions
      where workspace_id = ${workspaceId} and status = 'reserved' and expires_at <= ${deps.clock.now().toString()} limit 500`.execute(
      tx,
    )
    return rows
  })
  // One that was confirmed meanwhile is left as it is.
  for (const { id, programmeId, memberId } of due)
    await atDesk(deps, { workspaceId, programmeId, actor: { kind: 'system' } }, (desk) =>
      servingMember(desk, memberId, (at) => releaseInBook(at, id)),
    )
}

const answerOf = ({ redemptionId, points, discountMinor, status, expiresAt }: StoredRedemption): Redemption => ({
  redemptionId,
  points,
  discountMinor,
  status,
  expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
})
