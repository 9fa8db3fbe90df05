import { sql } from 'kysely'
import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { prepared } from '#platform/postgres'
import { closeBooks } from '../ledger/advance.ts'
import type { Book, Member } from '../ledger/book.ts'
import { credit } from '../ledger/credit.ts'
import { atDesk, type Desk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { once } from '../ledger/once.ts'
import { followChallenges } from './challenges.ts'
import { confirmNow } from './redeem-points.ts'
import { findOpenReferral, payReferral } from './refer.ts'
import { basisOf, type Earning, type Evaluation, scoreEarn } from './score-earn.ts'
import { surpriseMember } from './surprise.ts'
import { type Keyed, markActive, openMembers } from './with-member.ts'

export type Earn = Keyed &
  Earning & {
    memberId: string
    /** the shop's own number of the order: it earns once, whatever the key */
    order?: string | undefined
    /** points that paid a part of it; they are spent with it */
    pointsUsed?: number | undefined
    occurredAt?: Temporal.Instant | undefined
  }

export type Earned = {
  points: number
  /** what each rule gave, before multipliers */
  rules: Record<string, number>
  multipliers: string[]
  activeAt: string
  expiresAt: string | null
  /** paid for the one who was referred, on top of it */
  referralPoints: number
  /** true when this order had earned already: nothing was added */
  isRepeat: boolean
}

/**
 * Points for a purchase or an event by the rules in force. An order earns once; so does a key. Throws loyalty_member_not_found,
 * order_of_another, key_reused, not_enough_points (for `pointsUsed`).
 */
export async function earnPoints(deps: LoyaltyDeps, place: Place, earn: Earn): Promise<Earned> {
  const { key, ...body } = earn
  return await atDesk(deps, place, (desk) =>
    once(desk, key, { earn: body }, (keepAnswer) => earnAtDesk(desk, earn, keepAnswer)),
  )
}

async function earnAtDesk(desk: Desk, earn: Earn, keepAnswer: (answer: Earned) => void): Promise<Earned> {
  desk.held = []
  const referral = await findOpenReferral(desk, earn.memberId)
  const opened = referral
    ? await openMembers(desk, [earn.memberId, referral.referrerId])
    : await openMembers(desk, [earn.memberId])
  const [{ book, member }, referrer] = opened
  const earned = (await findEarned(desk, earn, member)) ?? (await earnInBook(desk, book, member, earn))
  if (!earned.isRepeat && referrer)
    earned.referralPoints = await payReferral(desk, { book, member }, referrer, basisOf(earn))
  if (!earned.isRepeat && (earn.event ?? 'purchase') === 'purchase') {
    await followChallenges({ desk, book, member }, earn.occurredAt ?? desk.now)
    await surpriseMember({ desk, book, member })
  }
  keepAnswer(earned)
  await closeBooks(
    desk,
    opened.map((one) => one.book),
  )
  return earned
}

async function earnInBook(desk: Desk, book: Book, member: Member, earn: Earn): Promise<Earned> {
  const at = earn.occurredAt ?? desk.now
  if (Temporal.Instant.compare(at, desk.now) > 0)
    throw new DomainError('invalid', 'in_the_future', 'This has not happened yet.')
  const order = earn.order ?? `:${newId()}`
  const discount = earn.pointsUsed ? await payWithPoints(desk, book, member, earn, order) : earn.discountMinor
  const earning = { ...earn, discountMinor: discount }
  const { points, evaluation } = await scoreEarn(desk, member, earning, at)
  const activeAt = at
    .toZonedDateTimeISO(desk.zone)
    .add({ days: desk.rules.pending?.days ?? 0 })
    .toInstant()
  const { rules, multipliers } = evaluation
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
  desk.order = {
    ref: order,
    memberId: member.memberId,
    transactionId,
    lotId,
    basisMinor: basisOf(earning),
    granted: points,
    evaluation,
    at,
  }
  member.spending = undefined
  const dates = { activeAt: activeAt.toString(), expiresAt: expiresAt?.toString() ?? null }
  return { points, rules, multipliers, referralPoints: 0, isRepeat: false, ...dates }
}

/** What points pay earns nothing itself. */
async function payWithPoints(desk: Desk, book: Book, member: Member, earn: Earn, order: string): Promise<number> {
  const { pointsUsed: points = 0, discountMinor } = earn
  const { redeem } = desk.rules
  const worth = redeem ? Math.floor((points * redeem.amountMinor) / redeem.points) : 0
  await confirmNow(desk, book, member, { points, order, discountMinor: discountMinor ?? worth })
  return discountMinor ?? worth
}

async function findEarned(desk: Desk, earn: Earn, member: Member): Promise<Earned | undefined> {
  if (earn.order === undefined) return undefined
  const { rows } = await prepared<{ memberId: string; points: number; evaluation: Evaluation; lotId: string | null }>`
    select member_id as "memberId", granted as points, evaluation, lot_id as "lotId" from loyalty_orders
    where workspace_id = ${desk.workspaceId} and programme_id = ${desk.programmeId} and order_ref = ${earn.order}`.execute(
    desk.tx,
  )
  const [row] = rows
  if (!row) return undefined
  if (row.memberId !== member.memberId)
    throw new DomainError('conflict', 'order_of_another', 'This order belongs to another member.')
  const { rules, multipliers } = row.evaluation
  return {
    points: row.points,
    rules,
    multipliers,
    referralPoints: 0,
    isRepeat: true,
    ...(await datesOf(desk, row.lotId, desk.now)),
  }
}

async function datesOf(
  desk: Desk,
  lotId: string | null,
  activeAt: Temporal.Instant,
): Promise<{ activeAt: string; expiresAt: string | null }> {
  if (lotId === null) return { activeAt: activeAt.toString(), expiresAt: null }
  const { rows } = await sql<{
    active: Date
    expires: Date | null
  }>`select active_at as active, expires_at as expires from loyalty_lots
    where workspace_id = ${desk.workspaceId} and lot_id = ${lotId}`.execute(desk.tx)
  const active = rows[0]?.active.toISOString() ?? activeAt.toString()
  return { activeAt: active, expiresAt: rows[0]?.expires?.toISOString() ?? null }
}
