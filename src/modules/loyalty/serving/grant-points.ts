import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import type { Member } from '../ledger/book.ts'
import { credit, debit } from '../ledger/credit.ts'
import { type Desk, type LoyaltyDeps, type Place, rulesOf } from '../ledger/desk.ts'
import { refuseBlocked } from './blocked.ts'
import { takeCashOfEarn } from './cash.ts'
import { takeCreditsOfEarn } from './credits.ts'
import { followCarried, keptScore } from './refund-order.ts'
import { reverseLot } from './reverse-lot.ts'
import type { Evaluation } from './score-earn.ts'
import { type Keyed, markActive, withMember } from './with-member.ts'

export type Grant = Keyed & {
  memberId: string
  points: number
  /** null: never; as the programme says when not given */
  expiresAt?: Temporal.Instant | null | undefined
  reason?: string | undefined
}

/** Points given by hand: an apology, a prize, a balance brought over. They can be spent at once. */
export async function grantPoints(deps: LoyaltyDeps, place: Place, grant: Grant): Promise<{ points: number }> {
  return await withMember(deps, place, { ...grant, name: 'grant' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const { points, reason } = grant
    const dates = grant.expiresAt === undefined ? {} : { expiresAt: grant.expiresAt }
    const detail = reason === undefined ? {} : { reason }
    await credit(desk, book, member, { kind: 'grant', points, at: desk.now, detail, ...dates })
    markActive(book, desk.now)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_points.granted',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points },
    })
    return { points }
  })
}

/** Points taken for something that is not an order of the shop. Throws not_enough_points. */
export async function spendPoints(
  deps: LoyaltyDeps,
  place: Place,
  spend: Keyed & { memberId: string; points: number; reason?: string | undefined },
): Promise<{ points: number }> {
  return await withMember(deps, place, { ...spend, name: 'spend' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const { points, reason } = spend
    await debit(desk, book, member, {
      kind: 'spend',
      points,
      to: 'redeemed',
      detail: reason === undefined ? {} : { reason },
    })
    markActive(book, desk.now)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_points.taken',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points },
    })
    return { points }
  })
}

/**
 * Takes back the last points a member was given, or those of the transaction that is named, as a reversal that stays in the ledger. Only while nothing of them has been spent
 * or has expired; with `ownOnly` only by who gave them. Throws nothing_to_take_back, not_your_award, spent_or_expired.
 */
export async function undoLastAward(
  deps: LoyaltyDeps,
  place: Place,
  undo: Keyed & { memberId: string; transactionId?: string | undefined; ownOnly?: boolean },
): Promise<{ points: number }> {
  return await withMember(deps, place, { ...undo, name: 'undo' }, async ({ desk, book, member }) => {
    const { rows } = await sql<{ id: string; lotId: string | null; isUndone: boolean; actorId: string | null }>`
      select t.transaction_id as id, l.lot_id as "lotId", t.actor_id as "actorId",
        exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
          and u.kind = 'undo' and u.detail ->> 'of' = t.transaction_id::text) as "isUndone"
      from loyalty_transactions t left join lateral (select e.lot_id from loyalty_entries e where e.workspace_id = t.workspace_id
        and e.transaction_id = t.transaction_id and e.lot_id is not null limit 1) l on true
      where t.workspace_id = ${desk.workspaceId} and t.member_id = ${member.memberId} and t.kind in ('earn', 'grant')
        and t.transaction_id = coalesce(${undo.transactionId ?? null}::uuid, t.transaction_id)
      order by t.transaction_id desc limit 1`.execute(desk.tx)
    const [last] = rows
    if (!last || last.isUndone) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    if (undo.ownOnly && (desk.actor.kind === 'system' || last.actorId !== desk.actor.actorId))
      throw new DomainError('forbidden', 'not_your_award', 'Somebody else gave these points.')
    const points = last.lotId === null ? 0 : await reverseLot(desk, [{ book, member }], last.lotId)
    const cashMinor = await takeCashOfEarn({ desk, book, member }, last.id)
    const credits = await takeCreditsOfEarn({ desk, book, member }, last.id)
    if (last.lotId === null && cashMinor + credits === 0)
      throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    await takeOrder(desk, member, last.id)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_award.undone',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { points, ...(cashMinor > 0 ? { cashMinor } : {}) },
    })
    return { points: -points }
  })
}

type Taken = { version: number; basisMinor: number; evaluation: Evaluation; refundedMinor: number }

/** An order that was keyed in by mistake counts for no tier and leaves nothing over for the next. */
async function takeOrder(desk: Desk, member: Member, earnId: string): Promise<void> {
  const { rows } = await sql<Taken>`update loyalty_orders o set clawed_back = granted, refunded_minor = basis_minor
    where workspace_id = ${desk.workspaceId} and transaction_id = ${earnId} and member_id = ${member.memberId}
    returning o.version, o.basis_minor as "basisMinor", o.evaluation, old.refunded_minor as "refundedMinor"`.execute(
    desk.tx,
  )
  member.spending = undefined
  for (const order of rows) {
    const { carried } = keptScore(await rulesOf(desk, order.version), order, order.refundedMinor)
    followCarried(member, order.evaluation, carried, {})
  }
}
