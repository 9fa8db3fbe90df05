import { DomainError } from '#platform/errors'
import { resolveMember } from '../ledger/book.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { post } from '../ledger/post.ts'
import { type At, servingMember } from '../serving/with-member.ts'
import { countGiftsDown, feeBack, findPayment, movePoints, type Payment, pointsOf, takeGifts } from './payments.ts'
import { findHeld, type HeldPlan, saveHeld } from './plan-members.repo.ts'

/**
 * Takes back the last fee that was taken at a till, with the points and the reward that came with it, while nothing of them is used.
 * Throws nothing_to_take_back, spent_or_expired.
 */
export async function undoPayment(
  deps: LoyaltyDeps,
  place: Place,
  { key, ...undo }: { memberId: string; transactionId: string; key: string },
): Promise<void> {
  await atDesk(deps, place, (desk) =>
    once(desk, key, { undoPayment: undo }, async () => {
      const { memberId } = await resolveMember(desk, undo.memberId)
      const payment = await findPayment(desk, undo.transactionId)
      if (payment?.memberId !== memberId) throw nothing()
      const gifts = await countGiftsDown(desk, payment)
      await servingMember(desk, memberId, async (at) => {
        const held = await findHeld(desk, { memberId: at.member.memberId }, true)
        const isLast =
          held && Temporal.Instant.from(payment.detail.until).epochMilliseconds === held.paidUntil.getTime()
        if (!isLast || held.stripeSubscription !== null) throw nothing()
        const taken = await takeGifts(at, payment, gifts)
        if (taken?.used !== 0) throw spent()
        await reverse(at, payment, held)
      })
      return {}
    }),
  )
}

const nothing = (): DomainError => new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')

const spent = (): DomainError =>
  new DomainError('conflict', 'spent_or_expired', 'Something of it has been spent or has expired.')

async function reverse(at: At, payment: Payment, held: HeldPlan): Promise<void> {
  const { desk, book, member } = at
  const { plan, planId, amountMinor, from, lot } = payment.detail
  const points = await pointsOf(at, payment)
  if (lot !== undefined && (!points || points.remaining < points.granted)) throw spent()
  const moved = points && movePoints(at, points, points.granted)
  await post(desk, [book], {
    kind: 'plan_undone',
    memberId: member.memberId,
    at: desk.now,
    detail: { plan, planId, amountMinor, of: payment.id, ...(points ? { points: points.granted } : {}) },
    lines: [...feeBack(desk, planId, amountMinor), ...(moved?.lines ?? [])],
    qualifying: moved?.qualifying ?? [],
  })
  book.lots = undefined
  const ends = from === null ? new Date(desk.now.epochMilliseconds) : new Date(from)
  const isOver = from === null
  await saveHeld(desk, {
    ...held,
    paidUntil: ends,
    lastsUntil: ends,
    ...(isOver ? { endedAt: ends, benefitAt: null } : {}),
  })
  member.given = undefined
}
