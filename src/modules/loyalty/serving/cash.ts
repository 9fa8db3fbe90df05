import { sql } from 'kysely'
import { recordAudit } from '#modules/audit'
import { DomainError } from '#platform/errors'
import { uuidFromText } from '#platform/ids'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { counterpart, post } from '../ledger/post.ts'
import { cashbackOf, cashGone } from '../rules/cashback.ts'
import { refuseBlocked } from './blocked.ts'
import { findGiven, type Given } from './find-given.ts'
import { balanceOf, move } from './stamps.ts'
import { type At, type Keyed, markActive, withMember } from './with-member.ts'

/** Where a member's money back lies. */
const accountOf = ({ programmeId }: Pick<Desk, 'programmeId'>, memberId: string): string =>
  uuidFromText('loyalty', programmeId, 'cash', memberId)

/** Read under the lock of the member's points, which everything about the card takes first. */
export async function cashOf(desk: Desk, memberId: string): Promise<number> {
  return await balanceOf(desk, accountOf(desk, memberId))
}

/** What a purchase brings back as money. Returns how much. */
export async function giveCash(
  { desk, book, member }: At,
  { basisMinor, order, earnId }: { basisMinor: number; order: string | undefined; earnId: string },
): Promise<number> {
  const cashMinor = cashbackOf(desk.rules, basisMinor)
  if (cashMinor === 0) return 0
  const accountId = accountOf(desk, member.memberId)
  await post(desk, [book], {
    kind: 'cashback',
    memberId: member.memberId,
    at: desk.now,
    order,
    detail: { cashMinor, with: earnId },
    lines: move('cash', counterpart(desk, 'issued', 'cash'), accountId, cashMinor),
    opens: [{ accountId, currency: 'cash' }],
  })
  return cashMinor
}

const kinds = { given: 'cashback', taken: 'cash_refund', amount: 'cashMinor' } as const

/** The money that came with a purchase goes with it; nothing where none came or it went already. Returns how much. */
export async function takeCashOfEarn(at: At, earnId: string): Promise<number> {
  return await takeShare(at, await findGiven(at, kinds, { earnId }), (cashMinor) => cashMinor)
}

/** Of the money that came with an order, the share of what came back of it. Returns how much went. */
export async function takeCashOfOrder(
  at: At,
  order: string,
  refund: { basisMinor: number; refundedMinor: number },
): Promise<number> {
  return await takeShare(at, await findGiven(at, kinds, { order }), (cashMinor) => cashGone(cashMinor, refund))
}

async function takeShare(at: At, found: Given | undefined, goneOf: (cashMinor: number) => number): Promise<number> {
  const { desk, book, member } = at
  if (!found) return 0
  const cashMinor = Math.max(0, goneOf(found.amount) - found.taken)
  if (cashMinor === 0) return 0
  // What was used already is owed: the next cashback pays it.
  await post(desk, [book], {
    kind: 'cash_refund',
    memberId: member.memberId,
    at: desk.now,
    order: found.order ?? undefined,
    detail: { cashMinor: -cashMinor, of: found.id },
    lines: move('cash', accountOf(desk, member.memberId), counterpart(desk, 'reversed', 'cash'), cashMinor),
  })
  return cashMinor
}

type CashPaid = { transactionId: string; amountMinor: number; leftMinor: number }

/** Pays with money that came back: what is asked, or what there is. Throws no_cash, member_blocked. */
export async function payWithCash(
  deps: LoyaltyDeps,
  place: Place,
  pay: Keyed & { memberId: string; amountMinor: number; order?: string | undefined },
): Promise<CashPaid> {
  return await withMember(deps, place, { ...pay, name: 'cash' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const cash = await cashOf(desk, member.memberId)
    if (cash <= 0) throw new DomainError('conflict', 'no_cash', 'There is no money to pay with.')
    const amountMinor = Math.min(pay.amountMinor, cash)
    const transactionId = await post(desk, [book], {
      kind: 'cash_redeem',
      memberId: member.memberId,
      at: desk.now,
      order: pay.order,
      detail: { cashMinor: -amountMinor },
      lines: move('cash', accountOf(desk, member.memberId), counterpart(desk, 'redeemed', 'cash'), amountMinor),
    })
    markActive(book, desk.now)
    return { transactionId, amountMinor, leftMinor: cash - amountMinor }
  })
}

/** Gives back the money that the last payment took, once. Throws nothing_to_take_back. */
export async function returnCash(
  deps: LoyaltyDeps,
  place: Place,
  undo: Keyed & { memberId: string },
): Promise<{ amountMinor: number }> {
  return await withMember(deps, place, { ...undo, name: 'cash_return' }, async ({ desk, book, member }) => {
    const { rows } = await sql<{ id: string; cashMinor: number; isUndone: boolean }>`
      select t.transaction_id as id, -(t.detail ->> 'cashMinor')::bigint as "cashMinor", exists (select from loyalty_transactions u
        where u.workspace_id = t.workspace_id and u.member_id = t.member_id and u.kind = 'cash_return'
          and u.detail ->> 'of' = t.transaction_id::text) as "isUndone"
      from loyalty_transactions t where t.workspace_id = ${desk.workspaceId} and t.member_id = ${member.memberId}
        and t.kind = 'cash_redeem' order by t.transaction_id desc limit 1`.execute(desk.tx)
    const [last] = rows
    if (!last || last.isUndone) throw new DomainError('conflict', 'nothing_to_take_back', 'There is nothing to undo.')
    const { id, cashMinor } = last
    await post(desk, [book], {
      kind: 'cash_return',
      memberId: member.memberId,
      at: desk.now,
      detail: { cashMinor, of: id },
      lines: move('cash', counterpart(desk, 'redeemed', 'cash'), accountOf(desk, member.memberId), cashMinor),
    })
    await recordAudit(desk.tx, desk.workspaceId, desk.actor, {
      action: 'loyalty_spending.undone',
      target: { kind: 'loyalty_member', id: member.memberId },
      detail: { cashMinor },
    })
    return { amountMinor: cashMinor }
  })
}

/** Two members become one, or two again: money goes along, at most so much. Debts go, too. */
export async function moveCash(
  desk: Desk,
  { fromId, toId, kind, most }: { fromId: string; toId: string; kind: 'merge' | 'separate'; most?: number },
): Promise<void> {
  const cash = await cashOf(desk, fromId)
  const amount = most === undefined ? cash : Math.max(0, Math.min(cash, most))
  if (amount === 0) return
  const accountId = accountOf(desk, toId)
  await post(desk, [], {
    kind,
    memberId: toId,
    at: desk.now,
    detail: { from: fromId, cashMinor: amount },
    lines: move('cash', accountOf(desk, fromId), accountId, amount),
    opens: [{ accountId, currency: 'cash' }],
  })
}
