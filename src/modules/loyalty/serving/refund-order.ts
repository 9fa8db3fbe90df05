import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import { availableIn, type Book, findLot, lotsOf, type Member } from '../ledger/book.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { counterpart, type Line, post } from '../ledger/post.ts'
import { chooseLots } from '../rules/choose-lots.ts'
import { roundTo } from '../rules/exact.ts'
import { scorePurchase } from '../rules/score-purchase.ts'
import { takeCashOfOrder } from './cash.ts'
import { takeCreditsOfOrder } from './credits.ts'
import { findByOrder } from './redemptions.repo.ts'
import { findStampsOf, takeStampsBack } from './refund-stamps.ts'
import { findCashPaid, giveCashBack } from './return-cash.ts'
import { giveBack } from './return-points.ts'
import type { Evaluation } from './score-earn.ts'
import { type At, type Keyed, openMembers } from './with-member.ts'

export type Refund = Keyed & { order: string; amountMinor: number }
export type Refunded = Record<
  'clawedBack' | 'pointsReturned' | 'stampsTaken' | 'cashTakenMinor' | 'cashReturnedMinor' | 'creditsTaken',
  number
>

type Order = {
  memberId: string
  lotId: string | null
  version: number
  basisMinor: number
  granted: number
  clawedBack: number
  /** of `basisMinor` */
  refundedMinor: number
  /** of the whole order, with what never earned */
  returnedMinor: number
  evaluation: Evaluation
}

/**
 * Takes back what a refunded part of an order had earned, by the rules in force when it earned, and gives back the points and the
 * money back that paid for it where the programme says so. Never more than was granted. Throws order_not_found.
 */
export async function refundOrder(deps: LoyaltyDeps, place: Place, { key, ...refund }: Refund): Promise<Refunded> {
  return await atDesk(deps, place, (desk) => once(desk, key, { refund }, () => refundAtDesk(desk, refund)))
}

async function refundAtDesk(desk: Desk, { order, amountMinor }: Refund): Promise<Refunded> {
  const { books, at } = await openConcerned(desk, order)
  // Read again under the lock.
  const found = await findOrder(desk, order)
  const refunded = found
    ? await refundFound(at(found.memberId), order, found, amountMinor)
    : { clawedBack: 0, cashTakenMinor: 0, creditsTaken: 0, keptMinor: 0 }
  const { keptMinor, ...taken } = refunded
  const isFull = keptMinor <= 0
  const gives = isFull && desk.rules.refund.returnRedeemed === 'on_full'
  const paid = gives ? await findByOrder(desk, order) : undefined
  const pointsReturned = paid ? await giveBack(at(paid.memberId), paid) : 0
  let cashReturnedMinor = 0
  for (const one of gives ? await findCashPaid(desk, order) : [])
    cashReturnedMinor += await giveCashBack(at(one.memberId), one)
  // A stamp is for the visit; it goes with the whole order, or when what is left would not have brought it.
  const isBelow = keptMinor < (desk.rules.stamps?.minMinor ?? 0)
  const given = isFull || isBelow ? await findStampsOf(desk, order) : undefined
  const stampsTaken = given ? await takeStampsBack(at(given.memberId), order, given) : 0
  await closeBooks(desk, books)
  return { ...taken, pointsReturned, cashReturnedMinor, stampsTaken }
}

/**
 * The books of everybody whom an order concerns: who earned with it, who paid with points or money back, whose card it stamped need not be one. Throws
 * order_not_found.
 */
async function openConcerned(desk: Desk, order: string): Promise<{ books: Book[]; at: (memberId: string) => At }> {
  const own = [await findOrder(desk, order), await findByOrder(desk, order), await findStampsOf(desk, order)]
  const found = [...own, ...(await findCashPaid(desk, order))]
  const ids = [...new Set(found.flatMap((one) => one?.memberId ?? []))]
  if (ids.length === 0) throw new DomainError('not_found', 'order_not_found', 'This order is not known here.')
  const opened = await openMembers(desk, ids)
  const at = (memberId: string): At => {
    const one = opened[ids.indexOf(memberId)] ?? opened.find(({ member }) => member.memberId === memberId)
    if (!one) throw new Error('an order went to somebody else just now')
    return { desk, ...one }
  }
  return { books: opened.map(({ book }) => book), at }
}

async function refundFound(
  { desk, book, member }: At,
  ref: string,
  order: Order,
  amountMinor: number,
): Promise<Omit<Refunded, 'pointsReturned' | 'cashReturnedMinor' | 'stampsTaken'> & { keptMinor: number }> {
  const returnedMinor = Math.min(totalOf(order), order.returnedMinor + amountMinor)
  // Of all that came back: shares of each refund by itself would be rounded as often as there are refunds.
  const refundedMinor = Math.max(order.refundedMinor, shareOf(order, returnedMinor))
  const isFull = refundedMinor >= order.basisMinor
  const rules = await rulesOf(desk, order.version)
  const before = keptScore(rules, order, order.refundedMinor)
  const kept = keptScore(rules, order, refundedMinor)
  const keepsAll = !isFull && desk.rules.refund.mode === 'full_only'
  const stays = isFull ? 0 : keepsAll ? order.granted : Math.min(order.granted, kept.points)
  const due = Math.max(0, order.granted - order.clawedBack - stays)
  followCarried(member, order.evaluation, before.carried, kept.carried)
  const clawedBack = due === 0 ? 0 : await clawBack(desk, book, member, ref, order, due)
  await sql`update loyalty_orders set refunded_minor = ${refundedMinor}, returned_minor = ${returnedMinor},
      clawed_back = ${order.clawedBack + clawedBack}
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

const totalOf = ({ basisMinor, evaluation: { leftMinor = 0 } }: Order): number => basisMinor + leftMinor

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

/** From the order's own lot first, then from the others in turn; what is missing is owed, or let go, as the programme says. */
async function clawBack(
  desk: Desk,
  book: Book,
  member: Member,
  ref: string,
  order: Order,
  due: number,
): Promise<number> {
  const { policy } = desk.rules.refund
  const stored = order.lotId === null ? undefined : await findLot(desk, order.lotId)
  const lots = await lotsOf(desk, book)
  const own = lots.find(({ lotId }) => lotId === order.lotId)
  const mayTakeOwn = own !== undefined && (policy !== 'only_pending' || !own.activated)
  const fromOwn = mayTakeOwn ? Math.min(due, own.remaining) : 0
  const lines: Line[] = own && fromOwn > 0 ? [memberLine(book, -fromOwn, own.lotId)] : []
  let taken = fromOwn
  if (policy !== 'only_pending' && taken < due) {
    const others = lots.filter((lot) => lot !== own)
    const ownActive = own?.activated ? fromOwn : 0
    const most =
      policy === 'allow_negative'
        ? due - taken
        : Math.min(due - taken, Math.max(0, (await availableIn(desk, book)) - ownActive))
    for (const { lot, points } of chooseLots(others, most, desk.rules.consume)) {
      lines.push(memberLine(book, -points, lot.lotId))
      taken += points
    }
    if (policy === 'allow_negative' && taken < due) {
      lines.push(memberLine(book, taken - due))
      taken = due
    }
  }
  if (taken === 0) return 0
  // Points that were never active never counted for a tier.
  const counted = stored?.activated ? taken : 0
  const qualifying = stored && counted > 0 ? [{ memberId: member.memberId, at: stored.activeAt, points: -counted }] : []
  member.lifetime -= counted
  await post(desk, [book], {
    kind: 'refund',
    memberId: member.memberId,
    at: desk.now,
    order: ref,
    detail: { points: taken },
    lines: [...lines, { accountId: counterpart(desk, 'reversed'), currency: 'points', amount: taken }],
    qualifying,
  })
  return taken
}

function memberLine({ accountId }: Book, amount: number, lotId?: string): Line {
  return { accountId, currency: 'points', amount, ...(lotId === undefined ? {} : { lotId }) }
}

async function findOrder(desk: Desk, order: string): Promise<Order | undefined> {
  const { rows } =
    await sql<Order>`select member_id as "memberId", lot_id as "lotId", version, basis_minor as "basisMinor", granted,
      clawed_back as "clawedBack", refunded_minor as "refundedMinor", returned_minor as "returnedMinor", evaluation
    from loyalty_orders where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and order_ref = ${order}`.execute(
      desk.tx,
    )
  return rows[0]
}
