import type { LoyaltyRules } from '#contract/loyalty'
import { askAtOnce } from '../ledger/ask-at-once.ts'
import { availableIn } from '../ledger/book.ts'
import { atSeenDesk, type LoyaltyDeps, type Place } from '../ledger/desk.ts'
import { cashbackOf } from '../rules/cashback.ts'
import { isAt } from '../rules/is-within.ts'
import type { Left } from '../rules/leave-out.ts'
import { quoteRedemption } from '../rules/quote-redemption.ts'
import { cashOf } from './cash.ts'
import { countedOf } from './leave-out.ts'
import { offeredAtDesk } from './offered-rewards.ts'
import { basisOf, type Earning, scoreEarn, todayOf } from './score-earn.ts'
import { type At, lookAtMember, servingMember } from './with-member.ts'

export type Quote = {
  earns: { points: number; cashMinor: number; credits: number } & {
    rules: Record<string, number>
    multipliers: string[]
    nothing: Left[]
  }
  /** at most so many points could pay so much of it */
  redeems: { points: number; discountMinor: number; cashMinor: number }
  /** what the member can have now for their points, or for none */
  rewards: { rewardId: string; name: string; cost: number }[]
  available: number
}

/** What a basket would earn now and what points could pay of it. Writes nothing but what time has done. Throws loyalty_member_not_found. */
export async function quoteBasket(
  deps: LoyaltyDeps,
  place: Place,
  { memberId, ...earning }: Earning & { memberId: string },
): Promise<Quote> {
  return await atSeenDesk(deps, place, async (desk) => {
    const seen = await lookAtMember(desk, memberId)
    if (seen) return await quoteFor({ desk, ...seen }, earning)
    return await servingMember(desk, memberId, (at) => quoteFor(at, earning))
  })
}

async function quoteFor({ desk, book, member }: At, basket: Earning): Promise<Quote> {
  const available = await availableIn(desk, book)
  const { memberId } = member
  const { today } = await askAtOnce(desk.tx, { today: todayOf(desk, [{ memberId, at: desk.now }]) })
  const { earning, counted } = await countedOf(desk, member, basket)
  const { points, evaluation } = await scoreEarn(desk, member, earning, desk.now, today.get(memberId))
  const { redeem } = desk.rules
  const none = { points: 0, discountMinor: 0, cashMinor: 0 }
  const pays = redeem ? quoteRedemption(redeem, available, available, basisOf(basket)) : none
  const cash = desk.rules.cashback ? await cashOf(desk, memberId) : 0
  const redeems = { ...pays, cashMinor: Math.max(0, Math.min(cash, basisOf(basket))) }
  const isPurchase = (basket.event ?? 'purchase') === 'purchase'
  const cashMinor = isPurchase ? cashbackOf(desk.rules, counted.basisMinor) : 0
  const { rules, multipliers, cutOff, credits = 0 } = evaluation
  if (member.blocked) {
    const nothing: Left[] = [{ sku: null, because: 'blocked' }]
    const earns = { points: 0, cashMinor: 0, credits: 0, rules: {}, multipliers: [], nothing }
    return { earns, redeems: none, rewards: [], available }
  }
  const nothing = [...counted.left, ...whyNothing(desk.rules, earning, { points: points + credits, cutOff })]
  const offered = (await offeredAtDesk(desk, member, available)).filter(({ missing }) => missing === 0)
  const rewards = offered.map(({ rewardId, name, cost }) => ({ rewardId, name, cost }))
  return { earns: { points, cashMinor, credits, rules, multipliers, nothing }, redeems, rewards, available }
}

/** Why what is left of a basket earns nothing as a whole. */
function whyNothing(
  { earn }: LoyaltyRules,
  { event = 'purchase', isNothing, shop, ...earning }: Earning,
  { points, cutOff }: { points: number; cutOff: number },
): Left[] {
  if (points > 0 || isNothing || earn.length === 0) return []
  if (cutOff > 0) return [{ sku: null, because: 'day_cap' }]
  const ofEvent = earn.filter(({ when }) => when === event)
  const meant = ofEvent.filter(({ shops }) => isAt(shops, shop))
  if (ofEvent.length > 0 && meant.length === 0) return [{ sku: null, because: 'other_shop' }]
  const isSmall = meant.length > 0 && meant.every(({ minMinor = 0 }) => basisOf(earning) < minMinor)
  return [{ sku: null, because: isSmall ? 'too_small' : 'no_rule' }]
}
