import { availableIn } from '../ledger/book.ts'
import { atDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { quoteRedemption } from '../rules/quote-redemption.ts'
import { basisOf, type Earning, scoreEarn } from './score-earn.ts'
import { type At, lookAtMember, servingMember } from './with-member.ts'

export type Quote = {
  earns: { points: number; rules: Record<string, number>; multipliers: string[] }
  /** at most so many points could pay so much of it */
  redeems: { points: number; discountMinor: number }
  available: number
}

/** What a basket would earn now and what points could pay of it. Writes nothing but what time has done. Throws loyalty_member_not_found. */
export async function quoteBasket(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, ...earning }: Earning & { memberId: string },
): Promise<Quote> {
  return await atDesk(deps, place, async (desk) => {
    const seen = await lookAtMember(desk, memberId)
    if (seen) return await quoteFor({ desk, ...seen }, earning)
    return await servingMember(desk, memberId, (at) => quoteFor(at, earning))
  })
}

async function quoteFor({ desk, book, member }: At, earning: Earning): Promise<Quote> {
  const available = await availableIn(desk, book)
  const { points, evaluation } = await scoreEarn(desk, member, earning, desk.now)
  const { redeem } = desk.rules
  const nothing = { points: 0, discountMinor: 0 }
  const redeems = redeem ? quoteRedemption(redeem, available, available, basisOf(earning)) : nothing
  return { earns: { points, rules: evaluation.rules, multipliers: evaluation.multipliers }, redeems, available }
}
