import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import type { Member } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { findReferralOf } from '../referrals/referrals.repo.ts'
import { takeBackReferral } from '../referrals/take-back-referral.ts'
import { roundTo } from '../rules/exact.ts'
import { scorePurchase } from '../rules/score-purchase.ts'
import { takeCashOfOrder } from './cash.ts'
import { clawBack } from './claw-back.ts'
import { takeCreditsOfOrder } from './credits.ts'
import { findByOrder } from './redemptions.repo.ts'
import { findStampsOf, takeStampsBack } from './refund-stamps.ts'
import { findCashPaid, giveCashBack } from './return-cash.ts'
import { giveBack } from './return-points.ts'
import type { Evaluation } from './score-earn.ts'
import { lockSurprise, takeSurpriseBack } from './take-surprise-back.ts'
import { type At, type Keyed, type Opened, openMembers } from './with-member.ts'

export type Refund = Keyed & { order: string; amountMinor: number }
export type Refunded = Taken & Record<'pointsReturned' | 'stampsTaken' | 'cashReturnedMinor', number>
/** Of what the order had brought; `referralTaken` of both, `rewardsTaken` of those that nobody expected. */
type Taken = Record<
  'clawedBack' | 'cashTakenMinor' | 'creditsTaken' | 'referralTaken' | 'surpriseTaken' | 'rewardsTaken',
  number
>

type Order = {
  memberId: string
  transactionId: string
  lotId: string | null
  version: number
  basisMinor: number
  granted: number
  clawedBack: number
  /** what had expired of it counts as taken back as well */
  lapsed: number
  /** of `basisMinor` */
  refundedMinor: number
  /** of the whole order, with what never earned */
  returnedMinor: number
  evaluation: Evaluation
}

/**
 * Takes back what a refunded part of an order had earned, by the rules in force when it earned, and gives back the points and the
 * money back that paid for it where the programme says so. Never more than was granted; what expired of it is not taken from other points.
 * What came along with the order goes with the whole of it: what nobody expected, and, also when too little is left, what it had brought
 * those who were referred. Throws order_not_found.
 */
export async function refundOrder(deps: LoyaltyDeps, place: Place, { key, ...refund }: Refund): Promise<Refunded> {
  return await atDesk(deps, place, (desk) => once(desk, key, { refund }, () => refundAtDesk(desk, refund)))
}

async function refundAtDesk(desk: Desk, { order, amountMinor }: Refund): Promise<Refunded> {
  const { opened, at } = await openConcerned(desk, order)
  // Read again under the lock.
  const found = await findOrder(desk, order)
  // Before points are taken for those of the order that were spent: a referral's are as whole as its two left them.
  const referralTaken = found ? await takeReferralOf(desk, opened, found, amountMinor) : 0
  const refunded = found
    ? await refundFound(at(found.memberId), order, found, amountMinor)
    : { clawedBack: 0, cashTakenMinor: 0, creditsTaken: 0, keptMinor: 0 }
  const { keptMinor, ...taken } = refunded
  const surprise = found ? await takeSurpriseOf(at(found.memberId), found, amountMinor) : { points: 0, rewards: 0 }
  const isFull = keptMinor <= 0
  const gives = isFull && desk.rules.refund.returnRedeemed === 'on_full'
  const paid = gives ? await findByOrder(desk, order) : undefined
  const pointsReturned = paid ? await giveBack(at(paid.memberId), paid) : 0
  let cashReturnedMinor = 0
  for (const one of gives ? await findCashPaid(desk, order) : [])
    cashReturnedMinor += await giveCashBack(at(one.memberId), one)
  // A stamp is for the visit; it goes with the whole order, or when what is left would not have brought it.
  const isBelow = keptMinor < (desk.rules.stamps?.minMinor ?? 0)
  let stampsTaken = 0
  for (const given of isFull || isBelow ? await findStampsOf(desk, order) : [])
    stampsTaken += await takeStampsBack(at(given.memberId), order, given)
  await closeBooks(
    desk,
    opened.map(({ book }) => book),
  )
  const along = { referralTaken, surpriseTaken: surprise.points, rewardsTaken: surprise.rewards }
  return { ...taken, ...along, pointsReturned, cashReturnedMinor, stampsTaken }
}

/** A purchase that was given back as a whole, or of which too little is left, brings those who were referred nothing. */
async function takeReferralOf(desk: Desk, opened: Opened[], order: Order, amountMinor: number): Promise<number> {
  const keptMinor = totalOf(order) - returnedOf(order, amountMinor)
  const isWhole = keptMinor <= 0
  if (amountMinor === 0 || (!isWhole && desk.rules.refund.mode === 'full_only')) return 0
  return await takeBackReferral(desk, opened, { earnId: order.transactionId, keptMinor, isWhole })
}

/** What nobody expected goes with the whole of the purchase that brought it. */
async function takeSurpriseOf(at: At, { memberId, transactionId: earnId, ...order }: Order, amountMinor: number) {
  const isWhole = returnedOf(order, amountMinor) >= totalOf(order)
  return amountMinor > 0 && isWhole ? await takeSurpriseBack(at, { memberId, earnId }) : { points: 0, rewards: 0 }
}

/**
 * The books of everybody whom an order concerns: who earned with it, who paid with points or money back, whose card it stamped need not be one, and who
 * brought whom by it. Throws order_not_found.
 */
async function openConcerned(desk: Desk, order: string): Promise<{ opened: Opened[]; at: (memberId: string) => At }> {
  const earned = await findOrder(desk, order)
  const own = [earned, await findByOrder(desk, order)]
  const found = [...own, ...(await findStampsOf(desk, order)), ...(await findCashPaid(desk, order))]
  const referral = earned && (await findReferralOf(desk, earned.transactionId))
  const referred = referral ? [referral.refereeId, referral.referrerId] : []
  const ids = [...new Set([...found.flatMap((one) => one?.memberId ?? []), ...referred])]
  if (ids.length === 0) throw new DomainError('not_found', 'order_not_found', 'This order is not known here.')
  if (earned) await lockSurprise(desk, { memberId: earned.memberId, earnId: earned.transactionId })
  const opened = await openMembers(desk, ids)
  const at = (memberId: string): At => {
    const one = opened[ids.indexOf(memberId)] ?? opened.find(({ member }) => member.memberId === memberId)
    if (!one) throw new Error('an order went to somebody else just now')
    return { desk, ...one }
  }
  return { opened, at }
}

async function refundFound(
  { desk, book, member }: At,
  ref: string,
  order: Order,
  amountMinor: number,
): Promise<Pick<Taken, 'clawedBack' | 'cashTakenMinor' | 'creditsTaken'> & { keptMinor: number }> {
  const returnedMinor = returnedOf(order, amountMinor)
  // Of all that came back: shares of each refund by itself would be rounded as often as there are refunds.
  const refundedMinor = Math.max(order.refundedMinor, shareOf(order, returnedMinor))
  const isFull = refundedMinor >= order.basisMinor
  const rules = await rulesOf(desk, order.version)
  const before = keptScore(rules, order, order.refundedMinor)
  const kept = keptScore(rules, order, refundedMinor)
  const keepsAll = !isFull && desk.rules.refund.mode === 'full_only'
  const stays = isFull ? 0 : keepsAll ? order.granted : Math.min(order.granted, kept.points)
  const points = Math.max(0, order.granted - order.clawedBack - order.lapsed - stays)
  followCarried(member, order.evaluation, before.carried, kept.carried)
  const due = { order: ref, lotId: order.lotId, points, lapsed: order.lapsed }
  const { taken: clawedBack, lapsed } = await clawBack({ desk, book, member }, due)
  await sql`update loyalty_orders set refunded_minor = ${refundedMinor}, returned_minor = ${returnedMinor},
      clawed_back = ${order.clawedBack + clawedBack}, lapsed = ${order.lapsed + lapsed}
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and order_ref = ${ref}`.execute(
    desk.tx,
  )
  member.spending = undefined
  const whole = { basisMinor: order.basisMinor, refundedMinor: keepsAll ? 0 : refundedMinor }
  const cashTakenMinor = rules.cashback ? await takeCashOfOrder({ desk, book, member }, ref, whole) : 0
  const { credits = 0 } = order.evaluation
  const keptCredits = isFull ? 0 : keepsAll ? credits : (kept.credits ?? 0)
  const creditsTaken = credits > 0 ? await takeCreditsOfOrder({ desk, book, member }, ref, keptCredits) : 0
  return { clawedBack, cashTakenMinor, creditsTaken, keptMinor: order.basisMinor - refundedMinor }
}

type Whole = Pick<Order, 'basisMinor' | 'returnedMinor' | 'evaluation'>

const totalOf = ({ basisMinor, evaluation: { leftMinor = 0 } }: Whole): number => basisMinor + leftMinor

/** Of the whole order, with what comes back now. */
const returnedOf = (order: Whole, amountMinor: number): number =>
  Math.min(totalOf(order), order.returnedMinor + amountMinor)

/** Of an amount that came back, what had earned: lines that never earn take their share. */
function shareOf(order: Order, returnedMinor: number): number {
  const [basisMinor, total] = [order.basisMinor, totalOf(order)]
  if (returnedMinor >= total) return basisMinor
  return roundTo({ n: BigInt(returnedMinor) * BigInt(basisMinor), d: BigInt(total) }, 'ceil')
}

type Carried = Record<string, number>

/** What an order left over goes with what came back of it. A rule that gives nothing any more leaves what it had found. */
export function followCarried(
  member: Member,
  { carriedIn }: Pick<Evaluation, 'carriedIn'>,
  before: Carried,
  kept: Carried,
): void {
  const left = (carried: Carried, id: string): number => carried[id] ?? carriedIn[id] ?? 0
  for (const id of Object.keys({ ...before, ...kept }))
    member.carried = { ...member.carried, [id]: (member.carried[id] ?? 0) + left(kept, id) - left(before, id) }
}

/** What the order would have earned without what was refunded; products go in proportion. */
export function keptScore(
  rules: Desk['rules'],
  { basisMinor, evaluation }: Pick<Order, 'basisMinor' | 'evaluation'>,
  refundedMinor: number,
): Pick<Evaluation, 'points' | 'carried' | 'credits'> {
  const keptMinor = basisMinor - refundedMinor
  if (refundedMinor === 0) return evaluation
  const { event, shop, multipliers, carriedIn } = evaluation
  const items = evaluation.items.map(({ qty, ...item }) => ({
    ...item,
    qty: basisMinor === 0 ? 0 : (qty * keptMinor) / basisMinor,
  }))
  return scorePurchase(rules, { event, items, shop, basisMinor: keptMinor }, multipliers, carriedIn)
}

async function findOrder(desk: Desk, order: string): Promise<Order | undefined> {
  const { rows } =
    await sql<Order>`select member_id as "memberId", transaction_id as "transactionId", lot_id as "lotId", version,
      basis_minor as "basisMinor", granted, clawed_back as "clawedBack", lapsed, refunded_minor as "refundedMinor", returned_minor as "returnedMinor", evaluation
    from loyalty_orders where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and order_ref = ${order}`.execute(
      desk.tx,
    )
  return rows[0]
}
