import type { LoyaltyReferral } from '#contract/loyalty-oversight'
import { findNames } from '#modules/workspaces'
import { atDesk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { nameMembers } from '../watch/name-members.ts'
import { readReferrals } from './referrals.repo.ts'

/** Referrals that wait for a look, or what was said to them. */
export async function listReferrals(
  deps: LoyaltyDeps,
  place: Place,
  show: 'waiting' | 'decided',
): Promise<LoyaltyReferral[]> {
  return await atDesk(deps, place, async (desk) => {
    const found = await readReferrals(desk, show)
    const members = await nameMembers(
      desk,
      found.flatMap(({ refereeId, referrerId }) => [refereeId, referrerId]),
    )
    const people = await findNames(
      desk.tx,
      found.map(({ decidedBy }) => decidedBy),
    )
    const listed: LoyaltyReferral[] = []
    for (const one of found) {
      const { refereeId, referrerId, at, earnedAt, returnedAt, doubts, decision, decidedBy, decidedAt } = one
      const [referee, referrer] = [members.get(refereeId), members.get(referrerId)]
      if (!referee || !referrer || !earnedAt) continue
      const promised = (await rulesOf(desk, one.version ?? desk.version)).referral
      listed.push({
        referee,
        referrer,
        at: at.toISOString(),
        earnedAt: earnedAt.toISOString(),
        givenBackAt: returnedAt?.toISOString() ?? null,
        doubts,
        referrerPoints: promised?.referrerPoints ?? 0,
        refereePoints: promised?.refereePoints ?? 0,
        decision:
          decision && decidedAt
            ? { decision, by: people.get(decidedBy ?? '') ?? null, at: decidedAt.toISOString() }
            : null,
      })
    }
    return listed
  })
}
