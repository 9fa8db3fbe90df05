import type { ReferralDecision } from '#contract/loyalty-oversight-words'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { reverseLot } from '../serving/reverse-lot.ts'
import { openMembers } from '../serving/with-member.ts'
import { payBoth, type Side } from './pay-referral.ts'
import { findReferral, keepReferral, lockReferral, type Referral } from './referrals.repo.ts'
import { takeReferralPoints } from './take-back-referral.ts'

type Decide = { refereeId: string; decision: ReferralDecision | 'undone' }

/**
 * What somebody says to a referral that waits: approved, both are paid what was promised; declined, nobody is. Undone, it waits again, and
 * what was paid is taken back as long as nothing of it is spent. One whose order was given back was paid before: approved, both keep it;
 * declined, what is left of it goes, and that is not undone. Throws referral_not_found, referral_decided, referral_not_decided,
 * referral_taken_back, self_referral, spent_or_expired.
 */
export async function decideReferral(deps: LoyaltyDeps, place: Place, { refereeId, decision }: Decide): Promise<void> {
  await atDesk(deps, place, async (desk) => {
    const known = await findReferral(desk, refereeId)
    if (!known?.earnedAt || desk.actor.kind !== 'person') throw notFound()
    const sides = await openMembers(desk, [known.refereeId, known.referrerId])
    // Read again under the lock.
    const referral = await lockReferral(desk, refereeId)
    if (!referral) throw notFound()
    await (decision === 'undone' ? undo(desk, referral, sides) : decide(desk, referral, sides, decision))
    await closeBooks(
      desk,
      sides.map(({ book }) => book),
    )
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_referral.decided',
      target: { kind: 'loyalty_member', id: referral.referrerId },
      detail: { decision, doubts: referral.doubts, referee: referral.refereeId },
    })
  })
}

const notFound = (): DomainError =>
  new DomainError('not_found', 'referral_not_found', 'There is no such referral to look at.')

async function decide(desk: Desk, referral: Referral, sides: [Side, Side], decision: ReferralDecision): Promise<void> {
  const isGivenBack = referral.returnedAt !== null
  if (referral.decision !== null || (referral.paidAt !== null && !isGivenBack))
    throw new DomainError('conflict', 'referral_decided', 'Somebody has decided this already.')
  const [referee, referrer] = sides
  if (decision === 'approved' && !isGivenBack && referee.member === referrer.member)
    throw new DomainError('conflict', 'self_referral', 'The two are one member now: nobody can bring themselves.')
  if (decision === 'approved' && !isGivenBack) await payBoth(desk, referral, sides)
  if (decision === 'declined' && isGivenBack) await takeReferralPoints(desk, sides, referral)
  const decidedBy = desk.actor.kind === 'person' ? desk.actor.actorId : null
  const decidedAt = new Date(desk.now.epochMilliseconds)
  await keepReferral(desk, referral.refereeId, { decision, decidedBy, decidedAt })
}

async function undo(desk: Desk, referral: Referral, sides: [Side, Side]): Promise<void> {
  if (referral.decision === null)
    throw new DomainError('conflict', 'referral_not_decided', 'Nobody has decided this yet.')
  const undecided = { decision: null, decidedBy: null, decidedAt: null }
  if (referral.returnedAt !== null) {
    if (referral.decision === 'declined')
      throw new DomainError('conflict', 'referral_taken_back', 'The points of this referral have been taken back.')
    // They were paid by the order, not by who let both keep them.
    await keepReferral(desk, referral.refereeId, undecided)
    return
  }
  for (const lotId of referral.lots) await reverseLot(desk, sides, lotId)
  await keepReferral(desk, referral.refereeId, { paidAt: null, lots: [], ...undecided })
}
