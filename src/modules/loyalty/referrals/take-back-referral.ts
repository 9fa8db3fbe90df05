import { type Desk, rulesOf } from '../ledger/desk.ts'
import { findWholeLot, type WholeLot } from '../ledger/whole-lot.ts'
import { leftIn, takeLeft } from '../serving/reverse-lot.ts'
import type { Side } from './pay-referral.ts'
import { findReferralOf, keepReferral, lockReferral, type Referral } from './referrals.repo.ts'

/** What became of the purchase that paid a referral. */
type Returned = { earnId: string; keptMinor: number; isWhole: boolean }

/**
 * A purchase that brought friends their points was given back, or what is left of it is too small: nobody is paid, and the friend's next
 * order may bring them again. Where something of them was spent it waits for somebody to decide, and nothing is taken yet. Returns how many
 * points went. Inside the open books of both.
 */
export async function takeBackReferral(desk: Desk, sides: Side[], returned: Returned): Promise<number> {
  const known = await findReferralOf(desk, returned.earnId)
  const referral = known && (await lockReferral(desk, known.refereeId))
  if (referral?.earnedBy !== returned.earnId || referral.returnedAt !== null) return 0
  if (!returned.isWhole && (await stillEarns(desk, referral, returned.keptMinor))) return 0
  // Nobody was paid, and nobody will be.
  if (referral.decision === 'declined') return 0
  const wholes = await paidLots(desk, referral)
  for (const whole of wholes) {
    if ((await leftIn(desk, sides, whole)) + whole.expired >= whole.granted) continue
    await keepReferral(desk, referral.refereeId, waiting(desk, referral))
    return 0
  }
  const taken = await takeAll(desk, sides, wholes)
  await keepReferral(desk, referral.refereeId, unearned)
  return taken
}

/** What is left of the points of both goes. Returns how many. */
export async function takeReferralPoints(desk: Desk, sides: Side[], referral: Referral): Promise<number> {
  return await takeAll(desk, sides, await paidLots(desk, referral))
}

/** By what the rules promised when the order came. */
async function stillEarns(desk: Desk, { version }: Referral, keptMinor: number): Promise<boolean> {
  const rule = (await rulesOf(desk, version ?? desk.version)).referral
  return keptMinor >= (rule?.minOrderMinor ?? 0)
}

async function paidLots(desk: Desk, { lots }: Referral): Promise<WholeLot[]> {
  const found: WholeLot[] = []
  for (const lotId of lots) {
    const whole = await findWholeLot(desk, lotId)
    if (whole) found.push(whole)
  }
  return found
}

async function takeAll(desk: Desk, sides: Side[], wholes: WholeLot[]): Promise<number> {
  let taken = 0
  for (const whole of wholes) taken += await takeLeft(desk, sides, whole, { kind: 'referral_back', to: 'reversed' })
  return taken
}

const undecided = { decision: null, decidedBy: null, decidedAt: null }

/** As before the order came. */
const unearned = { earnedAt: null, earnedBy: null, version: null, doubts: [], paidAt: null, lots: [], ...undecided }

const waiting = ({ now }: Desk, { doubts }: Referral): Partial<Referral> => ({
  ...undecided,
  doubts: [...new Set([...doubts, 'given_back' as const])],
  returnedAt: new Date(now.epochMilliseconds),
})
