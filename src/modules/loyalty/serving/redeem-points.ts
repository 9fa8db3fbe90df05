import { DomainError } from '#platform/errors'
import { newId } from '#platform/ids'
import { askAtOnce } from '../ledger/ask-at-once.ts'
import { availableIn, type Book, type Member } from '../ledger/book.ts'
import { debit } from '../ledger/credit.ts'
import type { Desk, LoyaltyDeps, Place } from '../ledger/desk.ts'
import { quoteRedemption } from '../rules/quote-redemption.ts'
import { refuseBlocked } from './blocked.ts'
import type { Served } from './one-visit.ts'
import { type Redemption, redeemedOf } from './redemptions.repo.ts'
import { together } from './serve-together.ts'
import { type Keyed, markActive, withMember } from './with-member.ts'

export type Redeem = Keyed & {
  memberId: string
  /** at most this many; fewer are taken when there are fewer or the order is smaller */
  points: number
  order?: string | undefined
  orderTotalMinor?: number | undefined
  /** only held until then: to be confirmed or cancelled */
  reserveSeconds?: number | undefined
}

/** Money off an order for points. Throws no_redemption, below_minimum, not_enough_points, order_redeemed, member_blocked. */
export const redeemPoints = together<Redeem, Facts, Redemption>({
  bodyOf: ({ key: _, ...redeem }) => ({ ...redeem, name: 'redeem' }),
  asks: (desk, all) => ({
    redeemed: redeemedOf(
      desk,
      all.flatMap(({ ask }) => ask.order ?? []),
    ),
  }),
  work: redeem,
})

type Facts = { redeemed: Set<string> }

async function redeem({ desk, book, member, ask }: Served<Redeem>, { redeemed }: Facts): Promise<Redemption> {
  refuseBlocked(member)
  const { points: asked, order, orderTotalMinor, reserveSeconds } = ask
  const rule = desk.rules.redeem
  if (!rule) throw new DomainError('conflict', 'no_redemption', 'Points of this programme pay nothing off an order.')
  const available = await availableIn(desk, book)
  const { points, discountMinor } = quoteRedemption(rule, asked, available, orderTotalMinor)
  if (points === 0) {
    const reason = available <= 0 ? 'not_enough_points' : 'below_minimum'
    throw new DomainError('conflict', reason, 'Too few points to be used here.', { available })
  }
  if (order !== undefined && redeemed.has(order)) throw orderRedeemed()
  const expiresAt = reserveSeconds === undefined ? null : desk.now.add({ seconds: reserveSeconds })
  return await take(desk, book, member, { points, order, discountMinor, expiresAt })
}

const orderRedeemed = (): DomainError =>
  new DomainError('conflict', 'order_redeemed', 'Points were used on this order already.')

/** Holds points for a reward until then: confirmed or cancelled like any other reservation. Throws not_enough_points. */
export async function reservePoints(
  deps: LoyaltyDeps,
  place: Place,
  reserve: { memberId: string; points: number; seconds: number },
): Promise<Redemption> {
  return await withMember(deps, place, { ...reserve, name: 'reserve' }, async ({ desk, book, member }) => {
    refuseBlocked(member)
    const expiresAt = desk.now.add({ seconds: reserve.seconds })
    return await take(desk, book, member, { points: reserve.points, order: undefined, discountMinor: 0, expiresAt })
  })
}

/** As a part of something else at the till. Throws order_redeemed, not_enough_points. */
export async function confirmNow(
  desk: Desk,
  book: Book,
  member: Member,
  taken: { points: number; order: string; discountMinor: number },
): Promise<Redemption> {
  const { redeemed } = await askAtOnce(desk.tx, { redeemed: redeemedOf(desk, [taken.order]) })
  if (redeemed.size > 0) throw orderRedeemed()
  return await take(desk, book, member, { ...taken, expiresAt: null })
}

async function take(
  desk: Desk,
  book: Book,
  member: Member,
  taken: { points: number; order: string | undefined; discountMinor: number; expiresAt: Temporal.Instant | null },
): Promise<Redemption> {
  const { points, order, discountMinor, expiresAt } = taken
  const status = expiresAt === null ? 'confirmed' : 'reserved'
  const transactionId = await debit(desk, book, member, {
    kind: expiresAt === null ? 'redeem' : 'reserve',
    points,
    to: expiresAt === null ? 'redeemed' : 'reserved',
    order,
    detail: { discountMinor },
  })
  const redemptionId = newId()
  const kept = { redemptionId, points, discountMinor, status, expiresAt: expiresAt?.toString() ?? null } as const
  desk.pending.redemptions.push({ ...kept, order, memberId: member.memberId, transactionId })
  markActive(book, desk.now)
  return kept
}
