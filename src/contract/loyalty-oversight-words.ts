/** Words of oversight that server and console share, without zod. */

/** What looks suspicious at a till or among members. */
export const findingKinds = ['velocity', 'same_device', 'undos', 'own_points', 'favourite', 'ring', 'amount'] as const
export type FindingKind = (typeof findingKinds)[number]

export const findingDecisions = ['fine', 'look', 'block'] as const
export type FindingDecision = (typeof findingDecisions)[number]

/** In what somebody's figures stand out from the others'. */
export const outlierKinds = ['undone', 'offline', 'stamps', 'amount', 'same_guest'] as const
export type OutlierKind = (typeof outlierKinds)[number]

export const oversightSpans = [7, 30, 90] as const

/** Why a referral waits for somebody to look at it. */
export const referralDoubts = [
  'same_device',
  'same_card',
  'same_email',
  'same_phone',
  'same_address',
  'too_many',
  'blocked',
  'given_back',
] as const
export type ReferralDoubt = (typeof referralDoubts)[number]

export const referralDecisions = ['approved', 'declined'] as const
export type ReferralDecision = (typeof referralDecisions)[number]
