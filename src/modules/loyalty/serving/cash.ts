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
export const cashAccount = ({ programmeId }: Pick<Desk, 'programmeId'>, memberId: string): string =>
  uuidFromText('loyalty', programmeId, 'cash', memberId)

/** Read under the lock of the member's points, which everything about the card takes first. */
export async function cashOf(desk: Desk, memberId: string): Promise<number> {
  return await balanceOf(desk, cashAccount(desk, memberId))
}

/** What a purchase brings back as money. Returns how much. */
export async function giveCash(
  { desk, book, member }: At,
  { basisMinor, order, earnId }: { basisMinor: number; order: string | undefined; earnId: string },
): Promise<number> {
  const cashMinor = cashbackOf(desk.rules, basisMinor)
  if (cashMinor === 0) return 0
  const accountId = cashAccount(desk, member.memberId)
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
    lines: move('cash', cashAccount(desk, member.memberId), counterpart(desk, 'reversed', 'cash'), cashMinor),
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
      lines: move('cash', cashAccount(desk, member.memberId), counterpart(desk, 'redeemed', 'cash'), amountMinor),
    })
    markActive(book, desk.now)
    return { transactionId, amountMinor, leftMinor: cash - amountMinor }
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
  const accountId = cashAccount(desk, toId)
  await post(desk, [], {
    kind,
    memberId: toId,
    at: desk.now,
    detail: { from: fromId, cashMinor: amount },
    lines: move('cash', cashAccount(desk, fromId), accountId, amount),
    opens: [{ accountId, currency: 'cash' }],
  })
}
