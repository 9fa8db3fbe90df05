import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { closeBooks } from '../ledger/advance.ts'
import { resolveMember } from '../ledger/book.ts'
import { atSeenDesk, type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { mineOf } from '../ledger/mine.ts'
import { once } from '../ledger/once.ts'
import { findReferralOf } from '../referrals/referrals.repo.ts'
import { takeBackReferral } from '../referrals/take-back-referral.ts'
import { takeCashOfEarn } from './cash.ts'
import { takeCreditsOfEarn } from './credits.ts'
import { findByOrder } from './redemptions.repo.ts'
import { followCarried, keptScore } from './refund-order.ts'
import { giveBack } from './return-points.ts'
import { reverseLot } from './reverse-lot.ts'
import type { Evaluation } from './score-earn.ts'
import { lockSurprise, takeSurpriseBack } from './take-surprise-back.ts'
import { type At, type Keyed, type Opened, openMembers } from './with-member.ts'

type Undo = Keyed & { memberId: string; transactionId?: string | undefined; ownOnly?: boolean }

/**
 * Takes back the last points a member, or who has become them, was given, or those of the transaction that is named, as a reversal that stays in the ledger, with
 * what came along with them: money back, tier credits, what nobody expected, a referral. Only while nothing of the points themselves has
 * been spent or has expired; with `ownOnly` only by who gave them. Throws nothing_to_take_back, not_your_award, spent_or_expired.
 */
export async function undoLastAward(deps: LoyaltyDeps, place: Place, undo: Undo): Promise<{ points: number }> {
  const { key, ...body } = undo
  return await atSeenDesk(deps, place, (desk) =>
    once(desk, key, { ...body, name: 'undo' }, () => undoAtDesk(desk, undo)),
  )
}

async function undoAtDesk(desk: Desk, { memberId, transactionId, ownOnly = false }: Undo): Promise<{ points: number }> {
  const who = await resolveMember(desk, memberId)
  const last = await findAward(desk, who.memberId, transactionId)
  if (!last) throw nothing()
  const referral = await findReferralOf(desk, last.id)
  // Counters of rewards before accounts, everywhere.
  await lockSurprise(desk, { memberId: who.memberId, earnId: last.id })
  const referred = referral ? [referral.refereeId, referral.referrerId] : []
  const opened = await openMembers(desk, [who.memberId, ...referred])
  const [own] = opened
  if (!own) throw nothing()
  // Asked again under the lock.
  if ((await findAward(desk, who.memberId, last.id))?.isUndone) throw nothing()
  if (ownOnly && (desk.actor.kind === 'system' || last.actorId !== desk.actor.actorId))
    throw new DomainError('forbidden', 'not_your_award', 'Somebody else gave these points.')
  const points = await reverseAward({ desk, ...own }, last, opened)
  await closeBooks(
    desk,
    opened.map(({ book }) => book),
  )
  return { points: -points }
}

const nothing = (): DomainError => new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')

type Award = { id: string; lotId: string | null; isUndone: boolean; actorId: string | null }

async function findAward(desk: Desk, memberId: string, transactionId: string | undefined): Promise<Award | undefined> {
  const { rows } = await sql<Award>`
    with recursive ${mineOf(desk, memberId)}
    select t.transaction_id as id, l.lot_id as "lotId", t.actor_id as "actorId",
      exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id in (select id from mine)
        and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text) as "isUndone"
    from loyalty_transactions t left join lateral (select e.lot_id from loyalty_entries e where e.workspace_id = t.workspace_id
      and e.transaction_id = t.transaction_id and e.lot_id is not null limit 1) l on true
    where t.workspace_id = ${desk.workspaceId} and t.member_id in (select id from mine) and t.kind in ('earn', 'grant')
      and t.transaction_id = coalesce(${transactionId ?? null}::uuid, t.transaction_id)
    order by t.transaction_id desc limit 1`.execute(desk.tx)
  return rows[0]
}

/** Returns how many points it was worth by itself. */
async function reverseAward(at: At, { id, lotId }: Award, opened: Opened[]): Promise<number> {
  const { desk, member } = at
  const purchase = { memberId: member.memberId, earnId: id }
  const points = lotId === null ? 0 : await reverseLot(desk, [at], lotId)
  const cashMinor = await takeCashOfEarn(at, id)
  const credits = await takeCreditsOfEarn(at, id)
  const surprise = await takeSurpriseBack(at, purchase)
  const referralTaken = await takeBackReferral(desk, opened, { earnId: id, keptMinor: 0, isWhole: true })
  const along = surprise.points + surprise.rewards + referralTaken
  if (lotId === null && cashMinor + credits + along === 0) throw nothing()
  await takeOrder(at, id)
  await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
    action: 'loyalty_award.undone',
    target: { kind: 'loyalty_member', id: member.memberId },
    detail: { points, ...(cashMinor > 0 ? { cashMinor } : {}) },
  })
  return points
}

type Taken = { order: string; version: number; basisMinor: number; evaluation: Evaluation; refundedMinor: number }

/** An order that was keyed in by mistake counts for no tier and leaves nothing over for the next. */
async function takeOrder(at: At, earnId: string): Promise<void> {
  const { desk, member } = at
  const { rows } =
    await sql<Taken>`update loyalty_orders o set clawed_back = granted - lapsed, refunded_minor = basis_minor,
      returned_minor = basis_minor + coalesce((evaluation ->> 'leftMinor')::bigint, 0)
    where workspace_id = ${desk.workspaceId} and transaction_id = ${earnId} and member_id = ${member.memberId}
    returning o.order_ref as order, o.version, o.basis_minor as "basisMinor", o.evaluation, old.refunded_minor as "refundedMinor"`.execute(
      desk.tx,
    )
  member.spending = undefined
  for (const order of rows) {
    const { carried } = keptScore(await rulesOf(desk, order.version), order, order.refundedMinor)
    followCarried(member, order.evaluation, carried, {})
    // Points that paid for what has no number of the shop's can be given back by nothing else.
    const paid = isNumbered(order.order) ? undefined : await findByOrder(desk, order.order)
    if (paid) await giveBack(at, paid)
  }
}

/** Whether the shop gave it a number of its own. */
const isNumbered = (order: string): boolean => !order.startsWith(':')
