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
