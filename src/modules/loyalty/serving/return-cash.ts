import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { cashAccount } from './cash.ts'
import { move } from './stamps.ts'
import { type At, type Keyed, withMember } from './with-member.ts'

/** Money back that paid something. */
type Paid = { id: string; memberId: string; order: string | null; cashMinor: number; isBack: boolean }

// Known by its member, or by its order once that member has become another.
const columns = sql`t.transaction_id as id, t.member_id as "memberId", t.order_ref as "order", -(t.detail ->> 'cashMinor')::bigint as "cashMinor",
  exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.member_id = t.member_id
      and u.kind = 'cash_return' and u.detail ->> 'of' = t.transaction_id::text)
    or exists (select from loyalty_transactions u where u.workspace_id = t.workspace_id and u.programme_id = t.programme_id
      and u.order_ref = t.order_ref and u.kind = 'cash_return' and u.detail ->> 'of' = t.transaction_id::text) as "isBack"`

/** Gives back the money that the last payment took, or the one that is named, once. Throws nothing_to_take_back. */
export async function returnCash(
  deps: LoyaltyDeps,
  place: Place,
  undo: Keyed & { memberId: string; transactionId?: string | undefined },
): Promise<{ amountMinor: number }> {
  return await withMember(deps, place, { ...undo, name: 'cash_return' }, async (at) => {
    const { desk, member } = at
    const { rows } = await sql<Paid>`select ${columns} from loyalty_transactions t
      where t.workspace_id = ${desk.workspaceId} and t.member_id = ${member.memberId} and t.kind = 'cash_redeem'
        and t.transaction_id = coalesce(${undo.transactionId ?? null}::uuid, t.transaction_id)
      order by t.transaction_id desc limit 1`.execute(desk.tx)
    const [last] = rows
    if (!last || last.isBack) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    const amountMinor = await giveCashBack(at, last)
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_spending.undone',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { cashMinor: amountMinor },
    })
    return { amountMinor }
  })
}

/** What paid for an order, given back or not. */
export async function findCashPaid(desk: Desk, order: string): Promise<Paid[]> {
  const { rows } = await sql<Paid>`select ${columns} from loyalty_transactions t
    where t.workspace_id = ${desk.workspaceId} and t.programme_id = ${desk.programmeId} and t.order_ref = ${order}
      and t.kind = 'cash_redeem'`.execute(desk.tx)
  return rows
}

/** Inside an open book; returns how much. */
export async function giveCashBack(
  { desk, book, member }: At,
  { id, order, cashMinor, isBack }: Paid,
): Promise<number> {
  if (isBack) return 0
  await post(desk, [book], {
    kind: 'cash_return',
    memberId: member.memberId,
    at: desk.now,
    order: order ?? undefined,
    detail: { cashMinor, of: id },
    lines: move('cash', counterpart(desk, 'redeemed', 'cash'), cashAccount(desk, member.memberId), cashMinor),
    opens: [{ accountId: cashAccount(desk, member.memberId), currency: 'cash' }],
  })
  return cashMinor
}
