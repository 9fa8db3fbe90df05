import { availableIn, type Lot, lotsOf } from '../ledger/book.ts'
import { counterpart, type Line, post } from '../ledger/post.ts'
import { findWholeLot } from '../ledger/whole-lot.ts'
import { chooseLots } from '../rules/choose-lots.ts'
import type { At } from './with-member.ts'

/** `lapsed`: of what an order earned, what had expired and counted as taken back before. */
type Due = { order: string; lotId: string | null; points: number; lapsed: number }

/**
 * Takes what an order earned and should not have: from its own lot first. What expired of that is gone already, and nothing else goes for
 * it. What was spent comes from the others in turn; what is missing is owed, or let go, as the programme says.
 */
export async function clawBack({ desk, book, member }: At, due: Due): Promise<{ taken: number; lapsed: number }> {
  if (due.points === 0) return { taken: 0, lapsed: 0 }
  const { policy } = desk.rules.refund
  const takesActive = policy !== 'only_pending'
  const whole = due.lotId === null ? undefined : await findWholeLot(desk, due.lotId)
  const isOwn = ({ lotId }: Lot): boolean => whole?.ids.includes(lotId) ?? false
  const lots = await lotsOf(desk, book)
  const parts: { lot: Lot; points: number }[] = []
  let missing = due.points
  const take = (lot: Lot, points: number): void => {
    parts.push({ lot, points })
    missing -= points
  }
  for (const lot of lots.filter(isOwn))
    if (missing > 0 && lot.remaining > 0 && (takesActive || !lot.activated)) take(lot, Math.min(missing, lot.remaining))
  const lapsed = takesActive ? Math.min(missing, Math.max(0, (whole?.expired ?? 0) - due.lapsed)) : 0
  missing -= lapsed
  let owed = 0
  if (takesActive && missing > 0) {
    const ownActive = parts.reduce((sum, { lot, points }) => sum + (lot.activated ? points : 0), 0)
    const there = Math.max(0, (await availableIn(desk, book)) - ownActive)
    const most = policy === 'allow_negative' ? missing : Math.min(missing, there)
    const others = lots.filter((lot) => !isOwn(lot))
    for (const { lot, points } of chooseLots(others, most, desk.rules.consume)) take(lot, points)
    owed = policy === 'allow_negative' ? missing : 0
  }
  const taken = parts.reduce((sum, { points }) => sum + points, owed)
  if (taken + lapsed === 0) return { taken, lapsed }
  const lines: Line[] = [
    ...parts.map(({ lot, points }) => ({
      accountId: book.accountId,
      currency: 'points' as const,
      lotId: lot.lotId,
      amount: -points,
    })),
    { accountId: book.accountId, currency: 'points', amount: -owed },
    { accountId: counterpart(desk, 'reversed'), currency: 'points', amount: taken },
  ]
  // Points that were never active never counted for a tier; those that expired had.
  const counted = whole?.activeAt ? taken + lapsed : 0
  member.lifetime -= counted
  await post(desk, [book], {
    kind: 'refund',
    memberId: member.memberId,
    at: desk.now,
    order: due.order,
    detail: { points: taken, ...(lapsed > 0 ? { expired: lapsed } : {}) },
    lines,
    qualifying:
      whole?.activeAt && counted > 0 ? [{ memberId: member.memberId, at: whole.activeAt, points: -counted }] : [],
  })
  return { taken, lapsed }
}
