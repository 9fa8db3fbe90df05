import { sql } from 'kysely'
import { mostMinor } from '#contract/loyalty-bounds'
import { DomainError } from '#platform/errors'
import { newId, sha256 } from '#platform/ids'
import { type Question, question } from '../ledger/ask-at-once.ts'
import type { Book, Member } from '../ledger/book.ts'
import { credit } from '../ledger/credit.ts'
import type { Desk } from '../ledger/desk.ts'
import { countSpent } from '../ledger/follow-tiers.ts'
import { payReferral } from '../referrals/pay-referral.ts'
import { worthOf } from '../rules/quote-redemption.ts'
import { requireWithin } from '../rules/within-bounds.ts'
import { refuseBlocked } from './blocked.ts'
import { giveCash } from './cash.ts'
import { followChallenges } from './challenges.ts'
import { giveCredits } from './credits.ts'
import { countedOf } from './leave-out.ts'
import type { Served } from './one-visit.ts'
import { confirmNow } from './redeem-points.ts'
import { findByOrder } from './redemptions.repo.ts'
import { basisOf, type Earning, type Evaluation, scoreEarn, type Today, todayOf } from './score-earn.ts'
import { together } from './serve-together.ts'
import { type Surprise, surpriseMember } from './surprise.ts'
import { type At, type Keyed, markActive } from './with-member.ts'

export type Earn = Keyed &
  Earning & {
    memberId: string
    /** the shop's own number of the order: it earns once, whatever the key */
    order?: string | undefined
    /** points that paid a part of it; they are spent with it */
    pointsUsed?: number | undefined
    /** what the payment provider calls the card it was paid with */
    paidWith?: string | undefined
    occurredAt?: Temporal.Instant | undefined
  }

export type Earned = {
  /** where it stands in the ledger */
  transactionId: string
  points: number
  /** money that came back */
  cashMinor: number
  /** tier credits */
  credits: number
  /** what each rule gave, before multipliers */
  rules: Record<string, number>
  multipliers: string[]
  activeAt: string
  expiresAt: string | null
  /** paid for the one who was referred, on top of it */
  referralPoints: number
  /** what nobody expected; null for nothing */
  surprise: Surprise | null
  /** true when this order had earned already: nothing was added */
  isRepeat: boolean
}

/**
 * Points for a purchase or an event by the rules in force. An order earns once; so does a key. Throws loyalty_member_not_found,
 * member_blocked, order_of_another, key_reused, not_enough_points (for `pointsUsed`), figures_too_large.
 */
export const earnPoints = together<Earn, Facts, Earned>({
  bodyOf: ({ key: _, ...earn }) => ({ earn }),
  bringsReferrer: true,
  asks: (desk, all) => ({
    orders: ordersOf(
      desk,
      all.flatMap(({ ask }) => ask.order ?? []),
    ),
    today: todayOf(
      desk,
      all.map(({ member: { memberId }, ask }) => ({ memberId, at: ask.occurredAt ?? desk.now })),
    ),
  }),
  work: earn,
})

type Facts = {
  /** orders that have earned, by the shop's number */
  orders: Map<string, EarnedOrder>
  today: Map<string, Today>
}

async function earn({ desk, book, member, ask, companion: referrer }: Served<Earn>, facts: Facts): Promise<Earned> {
  const before = facts.orders.get(ask.order ?? '')
  if (before) return again(desk, member, before)
  const { earned, paidMinor } = await earnInBook({ desk, book, member }, ask, facts.today.get(member.memberId))
  if (ask.paidWith !== undefined) await keepMark(desk, member, ask.paidWith)
  // What is no purchase brings nobody else anything.
  if ((ask.event ?? 'purchase') !== 'purchase') return earned
  const bought = { earnId: earned.transactionId, basisMinor: paidMinor }
  if (referrer) earned.referralPoints = await payReferral(desk, member.memberId, [{ book, member }, referrer], bought)
  await followChallenges({ desk, book, member }, ask.occurredAt ?? desk.now)
  earned.surprise = await surpriseMember({ desk, book, member }, earned.transactionId)
  return earned
}

async function keepMark(desk: Desk, { memberId }: Member, paidWith: string): Promise<void> {
  await sql`insert into loyalty_payment_marks (workspace_id, programme_id, member_id, mark)
    values (${desk.workspaceId}, ${desk.programmeId}, ${memberId}, ${sha256(`${desk.programmeId} ${paidWith}`)})
    on conflict do nothing`.execute(desk.tx)
}

/** Inside an open book, whatever was earned for the same order before. `paidMinor`: all of it that vouchers and points did not pay. */
export async function earnInBook(
  { desk, book, member }: At,
  earn: Earn,
  today: Today | undefined,
): Promise<{ earned: Earned; paidMinor: number }> {
  refuseBlocked(member)
  const at = earn.occurredAt ?? desk.now
  if (Temporal.Instant.compare(at, desk.now) > 0)
    throw new DomainError('invalid', 'in_the_future', 'This has not happened yet.')
  const order = earn.order ?? `:${newId()}`
  const discount = earn.pointsUsed ? await payWithPoints(desk, book, member, earn, order) : earn.discountMinor
  const paid = { ...earn, discountMinor: discount }
  const { earning, counted } = await countedOf(desk, member, paid)
  const { points, evaluation: scored } = await scoreEarn(desk, member, earning, at, today)
  const { pending } = desk.rules
  const activeAt = pending ? at.toZonedDateTimeISO(desk.zone).add({ days: pending.days }).toInstant() : at
  const evaluation = counted.leftMinor > 0 ? { ...scored, leftMinor: counted.leftMinor } : scored
  const { rules, multipliers, credits = 0 } = evaluation
  const { transactionId, lotId, expiresAt } = await credit(desk, book, member, {
    kind: 'earn',
    points,
    at,
    activeAt,
    order: earn.order,
    detail: { basisMinor: basisOf(earning), rules, multipliers },
  })
  member.carried = { ...member.carried, ...evaluation.carried }
  markActive(book, at)
  const { memberId } = member
  const basisMinor = basisOf(earning)
  desk.pending.orders.push({ ref: order, memberId, transactionId, lotId, basisMinor, granted: points, evaluation, at })
  countSpent(desk, member, { at, basisMinor })
  const isPurchase = (earn.event ?? 'purchase') === 'purchase'
  const bought = { basisMinor, order: earn.order, earnId: transactionId }
  const cashMinor = isPurchase ? await giveCash({ desk, book, member }, bought) : 0
  await giveCredits({ desk, book, member }, { credits, at, order: earn.order, earnId: transactionId })
  const dates = { activeAt: activeAt.toString(), expiresAt: expiresAt?.toString() ?? null }
  const earned = {
    transactionId,
    points,
    cashMinor,
    credits,
    rules,
    multipliers,
    referralPoints: 0,
    surprise: null,
    isRepeat: false,
    ...dates,
  }
  return { earned, paidMinor: basisOf(paid) }
}

/** What points pay earns nothing itself. Those that were used on the order before it was told are not taken again. */
async function payWithPoints(desk: Desk, book: Book, member: Member, earn: Earn, order: string): Promise<number> {
  const { pointsUsed: points = 0, discountMinor } = earn
  const { redeem } = desk.rules
  const used = await findByOrder(desk, order)
  if (used?.status === 'confirmed' && used.memberId === member.memberId && used.points === points)
    return discountMinor ?? used.discountMinor
  const worth = redeem ? worthOf(redeem, points) : 0
  requireWithin([worth], mostMinor)
  await confirmNow(desk, book, member, { points, order, discountMinor: discountMinor ?? worth })
  return discountMinor ?? worth
}

type EarnedOrder = {
  order: string
  memberId: string
  transactionId: string
  points: number
  evaluation: Evaluation
  /** in ms */
  activeAt: number | null
  expiresAt: number | null
}

function ordersOf({ workspaceId, programmeId }: Desk, orders: string[]): Question<Map<string, EarnedOrder>> {
  const asks = sql<EarnedOrder>`
    select o.order_ref as order, o.member_id as "memberId", o.transaction_id as "transactionId", o.granted as points, o.evaluation,
      floor(extract(epoch from l.active_at) * 1000) as "activeAt", floor(extract(epoch from l.expires_at) * 1000) as "expiresAt"
    from loyalty_orders o left join loyalty_lots l on l.workspace_id = o.workspace_id and l.lot_id = o.lot_id
    where o.workspace_id = ${workspaceId} and o.programme_id = ${programmeId} and o.order_ref = any(${orders}::text[])`
  return question(orders.length === 0 ? null : asks, (rows) => new Map(rows.map((row) => [row.order, row])))
}

/** What an order earned when it was told the first time. */
function again(desk: Desk, member: Member, before: EarnedOrder): Earned {
  const { memberId, transactionId, points, evaluation, activeAt, expiresAt } = before
  if (memberId !== member.memberId)
    throw new DomainError('conflict', 'order_of_another', 'This order belongs to another member.')
  const { rules, multipliers, credits = 0 } = evaluation
  const dates = {
    activeAt: activeAt === null ? desk.now.toString() : new Date(activeAt).toISOString(),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
  }
  return {
    transactionId,
    points,
    cashMinor: 0,
    credits,
    rules,
    multipliers,
    referralPoints: 0,
    surprise: null,
    isRepeat: true,
    ...dates,
  }
}
