import type { LoyaltyRules } from '#contract/loyalty'

/** Those that anybody can work towards: who is told that a reward is near or ready is told of these. */
export const openRewards = ({ rewards }: LoyaltyRules): LoyaltyRules['rewards'] =>
  rewards.filter(({ byInvitation, segments, notSegments }) => !(byInvitation || segments || notSegments))
