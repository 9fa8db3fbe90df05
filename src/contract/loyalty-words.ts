/** Words of loyalty that server and console share, without zod. */

/** What a reward is; an owner's word for it, and what the till does with its voucher. */
export const rewardKinds = [
  'product',
  'discount',
  'percent',
  'service',
  'experience',
  'early_access',
  'event',
  'partner',
  'donation',
] as const
export type RewardKind = (typeof rewardKinds)[number]

/** What a membership tells on a customer's profile. Nobody else can say it: a page's key could make somebody rich. */
export const loyaltyTraits = [
  'loyalty_points',
  'loyalty_tier',
  'loyalty_tier_share',
  'loyalty_stamps',
  'loyalty_stamps_missing',
  'loyalty_rewards_ready',
  'loyalty_points_missing',
  'loyalty_reward_share',
  'loyalty_points_expiring',
  'loyalty_expires_at',
  'loyalty_joined_at',
] as const
export type LoyaltyTrait = (typeof loyaltyTraits)[number]

/** Why a line of a basket, or all of it, earns nothing. */
export const earnsNothing = [
  'product',
  'category',
  'brand',
  'gift_card',
  'discounted',
  'tag',
  'blocked',
  'too_small',
  'no_rule',
  'other_shop',
  'day_cap',
] as const
export type EarnsNothing = (typeof earnsNothing)[number]
