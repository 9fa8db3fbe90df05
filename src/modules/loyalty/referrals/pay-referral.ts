import { credit } from '../ledger/credit.ts'
import { type Desk, rulesOf } from '../ledger/desk.ts'
import type { At } from '../serving/with-member.ts'
import { findDoubts } from './find-doubts.ts'
import { keepReferral, lockReferral, type Referral } from './referrals.repo.ts'

export type Side = Pick<At, 'book' | 'member'>

/**
 * Pays both for an order that is big enough, once. Where something speaks against it, it waits for somebody to look at it and pays nobody
 * yet. Returns what the one who was brought got.
 */
export async function payReferral(
  desk: Desk,
  refereeId: string,
  [referee, referrer]: [Side, Side],
  { earnId, basisMinor }: { earnId: string; basisMinor: number },
): Promise<number> {
  const rule = desk.rules.referral
  // Two members who were brought together have become one.
  if (!rule || basisMinor < rule.minOrderMinor || referee.member === referrer.member) return 0
  const referral = await lockReferral(desk, refereeId)
  if (!referral || referral.paidAt !== null || referral.earnedAt !== null) return 0
  const earned = { earnedAt: new Date(desk.now.epochMilliseconds), earnedBy: earnId, version: desk.version }
  const doubts =
    referral.decision === 'approved' ? [] : await findDoubts(desk, referral, referee.member, referrer.member)
  if (doubts.length === 0) return await payBoth(desk, { ...referral, ...earned }, [referee, referrer])
  await keepReferral(desk, refereeId, { ...earned, doubts })
  return 0
}

/** What the rules promised when the order came. */
export async function payBoth(desk: Desk, referral: Referral, [referee, referrer]: [Side, Side]): Promise<number> {
  const rule = (await rulesOf(desk, referral.version ?? desk.version)).referral
  const both = [
    { who: referrer, points: rule?.referrerPoints ?? 0, as: 'referrer' },
    { who: referee, points: rule?.refereePoints ?? 0, as: 'referee' },
  ]
  const lots: string[] = []
  for (const { who, points, as } of both) {
    if (points === 0) continue
    const { lotId } = await credit(desk, who.book, who.member, {
      kind: 'referral',
      points,
      at: desk.now,
      detail: { as },
    })
    if (lotId !== null) lots.push(lotId)
  }
  const { earnedAt, earnedBy, version } = referral
  const paidAt = new Date(desk.now.epochMilliseconds)
  await keepReferral(desk, referral.refereeId, { earnedAt, earnedBy, version, paidAt, lots })
  return rule?.refereePoints ?? 0
}
