import { z } from 'zod'
import { mostMinor, mostPoints } from './loyalty-bounds.ts'
import { loyaltyRules } from './loyalty-rules.ts'
import { earnsNothing, rewardKinds } from './loyalty-words.ts'
import { instant } from './time.ts'

export { type LoyaltyRules, type LoyaltyRulesInput, loyaltyRules, weekdays } from './loyalty-rules.ts'

const points = z.number().int().min(0).max(mostPoints)
const count = z.number().int().min(1).max(mostPoints)
const minor = z.number().int().min(0).max(mostMinor)
const id = z.string().trim().min(1).max(64)
const birthday = z.iso.date().refine((day) => day >= '1850-01-01', 'nobody is so old')

export const createLoyaltyProgramme = z.object({
  /** the same again makes no second one */
  programmeId: z.uuid().optional(),
  name: z.string().trim().min(1).max(120),
  rules: loyaltyRules,
})
export const changeLoyaltyProgramme = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  status: z.enum(['active', 'archived']).optional(),
  rules: loyaltyRules.optional(),
})
/** POST …/replays */
export const tryLoyaltyRules = z.object({ rules: loyaltyRules })
export const loyaltyProgramme = z.object({
  programmeId: z.uuid(),
  name: z.string(),
  status: z.enum(['active', 'archived']),
  version: z.number().int(),
  members: z.number().int(),
  rules: loyaltyRules,
  createdAt: z.string(),
})
export type LoyaltyProgramme = z.infer<typeof loyaltyProgramme>
export const loyaltyProgrammes = z.object({
  programmes: z.array(loyaltyProgramme),
  /** half of the customers' usual orders come to no more; for the first programme, null without orders */
  usualOrderMinor: z.number().int().nullable(),
})
export type LoyaltyProgrammes = z.infer<typeof loyaltyProgrammes>
export const loyaltyVersions = z.object({
  versions: z.array(z.object({ version: z.number().int(), rules: loyaltyRules, createdAt: z.string() })),
})
export type LoyaltyVersions = z.infer<typeof loyaltyVersions>

/** One of customerId and reference has to be there. */
export const joinLoyalty = z.object({
  customerId: z.uuid().optional(),
  reference: z.string().trim().min(1).max(100).optional(),
  birthday: birthday.optional(),
  /** the code of an invitation, where nobody becomes a member without one */
  invitation: z.string().trim().min(4).max(40).optional(),
})
export const loyaltyMember = z.object({
  memberId: z.uuid(),
  customerId: z.uuid().nullable(),
  reference: z.string().nullable(),
  mergedInto: z.uuid().nullable(),
  joinedAt: z.string(),
  birthday: z.string().nullable(),
  /** what can be spent; below zero while something is owed */
  available: z.number().int(),
  pending: z.number().int(),
  expiredTotal: z.number().int(),
  lifetime: z.number().int(),
  tier: z.string().nullable(),
  tierUntil: z.string().nullable(),
  pool: z.string().nullable(),
  nextExpiry: z.object({ at: z.string(), points: z.number().int() }).nullable(),
  stamps: z.number().int(),
  stampsRequired: z.number().int().nullable(),
  /** money back, to pay with here; below zero while some was taken back after it was used */
  cashMinor: z.number().int(),
  /** tier credits that count; null where tiers are not reached by them */
  credits: z.number().int().nullable(),
  rewardsReady: z.number().int(),
  /** the membership they pay for, and until when it is paid */
  plan: z.object({ planId: z.string(), name: z.string(), paidUntil: z.string(), isCancelled: z.boolean() }).nullable(),
  /** how far they are with each challenge; `times` of one and more is its badge */
  challenges: z.array(
    z.object({
      challengeId: z.string(),
      name: z.string(),
      goal: z.enum(['visits', 'weeks']),
      done: z.number().int(),
      count: z.number().int(),
      days: z.number().int(),
      points: z.number().int(),
      times: z.number().int(),
      lastAt: z.string().nullable(),
    }),
  ),
})
export type LoyaltyMember = z.infer<typeof loyaltyMember>
export const loyaltyHistory = z.object({
  lines: z.array(
    z.object({
      transactionId: z.uuid(),
      kind: z.string(),
      at: z.string(),
      order: z.string().nullable(),
      points: z.number().int(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
  nextBefore: z.uuid().nullable(),
})

export type LoyaltyHistory = z.infer<typeof loyaltyHistory>

const basket = {
  event: id.optional(),
  /** where, as tills are called: for rules of some shops */
  shop: z.string().trim().max(200).optional(),
  amountMinor: minor,
  discountMinor: minor.optional(),
  items: z
    .array(
      z.object({
        sku: z.string().max(200),
        qty: z.number().min(0).max(100_000),
        /** of the whole line, after what was taken off it: what a line that earns nothing takes off the amount */
        amountMinor: minor.optional(),
        category: z.string().max(200).optional(),
        brand: z.string().max(200).optional(),
        giftCard: z.boolean().optional(),
        discounted: z.boolean().optional(),
      }),
    )
    .max(1000)
    .optional(),
}
const order = z.string().trim().min(1).max(200)
export const quoteLoyalty = z.object({ memberId: z.uuid(), ...basket })
export const loyaltyQuote = z.object({
  earns: z.object({
    points: z.number().int(),
    cashMinor: z.number().int(),
    credits: z.number().int(),
    rules: z.record(z.string(), z.number()),
    multipliers: z.array(z.string()),
    /** lines that earn nothing, and why; without a sku: all of it */
    nothing: z.array(z.object({ sku: z.string().nullable(), because: z.enum(earnsNothing) })),
  }),
  redeems: z.object({ points: z.number().int(), discountMinor: z.number().int(), cashMinor: z.number().int() }),
  /** what the member can have now for their points, or for none */
  rewards: z.array(z.object({ rewardId: z.string(), name: z.string(), cost: z.number().int() })),
  available: z.number().int(),
})
export const earnLoyalty = z.object({
  memberId: z.uuid(),
  ...basket,
  order: order.optional(),
  pointsUsed: points.optional(),
  /**
   * What the payment provider calls the card it was paid with (a fingerprint): a referral between two members with one card waits for a look.
   * Kept as a hash.
   */
  paidWith: z
    .string()
    .trim()
    .min(8)
    .max(200)
    .refine((text) => !/^[\d\s-]{12,23}$/.test(text), 'a fingerprint, never the number of a card')
    .optional(),
  occurredAt: instant.optional(),
})
export const loyaltyEarned = z.object({
  /** where it stands in the ledger */
  transactionId: z.uuid(),
  points: z.number().int(),
  /** money that came back */
  cashMinor: z.number().int(),
  /** tier credits, beside the points */
  credits: z.number().int(),
  rules: z.record(z.string(), z.number()),
  multipliers: z.array(z.string()),
  activeAt: z.string(),
  expiresAt: z.string().nullable(),
  referralPoints: z.number().int(),
  /** what nobody expected: points, or a reward as a voucher; null for nothing */
  surprise: z
    .object({ points: z.number().int(), reward: z.string().nullable(), code: z.string().nullable() })
    .nullable(),
  isRepeat: z.boolean(),
})
export const grantLoyalty = z.object({
  memberId: z.uuid(),
  points: count,
  expiresAt: instant.nullable().optional(),
  reason: z.string().trim().max(200).optional(),
})
export const spendLoyalty = z.object({
  memberId: z.uuid(),
  points: count,
  reason: z.string().trim().max(200).optional(),
})
export const loyaltyPoints = z.object({ points: z.number().int() })
export const redeemLoyalty = z.object({
  memberId: z.uuid(),
  points: count,
  order: order.optional(),
  orderTotalMinor: minor.optional(),
  reserveSeconds: z.number().int().min(10).max(86_400).optional(),
})
export const loyaltyRedemption = z.object({
  redemptionId: z.uuid(),
  points: z.number().int(),
  discountMinor: z.number().int(),
  status: z.enum(['reserved', 'confirmed', 'cancelled', 'returned']),
  expiresAt: z.string().nullable(),
})
export const rollbackLoyalty = z.object({ order })
export const refundLoyalty = z.object({ order, amountMinor: minor })
export const loyaltyRefunded = z.object({
  clawedBack: z.number().int(),
  pointsReturned: z.number().int(),
  stampsTaken: z.number().int(),
  cashTakenMinor: z.number().int(),
  /** money back that had paid for it */
  cashReturnedMinor: z.number().int(),
  creditsTaken: z.number().int(),
  /** points that the order had brought the two of a referral */
  referralTaken: z.number().int(),
  /** points and rewards of a surprise that came with it, as far as they were not used */
  surpriseTaken: z.number().int(),
  rewardsTaken: z.number().int(),
})
export const payCash = z.object({
  memberId: z.uuid(),
  /** at most; less is taken when there is less */
  amountMinor: minor.min(1),
  order: order.optional(),
})
export const loyaltyCashPaid = z.object({
  transactionId: z.uuid(),
  amountMinor: z.number().int(),
  leftMinor: z.number().int(),
})
export const transferLoyalty = z.object({ fromId: z.uuid(), toId: z.uuid(), points: count })
export const mergeLoyalty = z.object({ fromId: z.uuid(), intoId: z.uuid() })
export const poolLoyalty = z.object({ memberId: z.uuid(), pool: z.string().trim().min(1).max(100) })
export const referLoyalty = z.object({ referrerId: z.uuid(), refereeId: z.uuid() })
export const forMember = z.object({ memberId: z.uuid() })
export const stampLoyalty = z.object({
  memberId: z.uuid(),
  count: count.max(1000).optional(),
  amountMinor: minor.optional(),
  items: basket.items,
  order: order.optional(),
})
export const loyaltyStamped = z.object({
  transactionId: z.uuid(),
  stampsAdded: z.number().int(),
  stamps: z.number().int(),
  rewardsReady: z.number().int(),
})
export const loyaltyRewards = z.object({
  rewards: z.array(
    z.object({
      rewardId: z.string(),
      name: z.string().nullable(),
      cost: z.number().int(),
      claimed: z.number().int(),
      left: z.number().int().nullable(),
      /** how often its code for everybody was used, and how many listed codes are left */
      codeUsed: z.number().int(),
      codesLeft: z.number().int(),
    }),
  ),
})
export type LoyaltyRewards = z.infer<typeof loyaltyRewards>
export const claimLoyalty = z.object({
  memberId: z.uuid(),
  rewardId: id,
  code: z.string().trim().min(4).max(64).optional(),
})
export const loyaltyVoucher = z.object({
  transactionId: z.uuid(),
  voucherId: z.uuid(),
  code: z.string(),
  points: z.number().int(),
  expiresAt: z.string().nullable(),
})
export const giveLoyalty = z.object({
  memberId: z.uuid(),
  rewardId: id,
  reason: z.string().trim().max(200).optional(),
})
export const loyaltyVoucherFacts = z.object({
  /** null for a code that is not one member's: one for everybody, or brought by whoever has it */
  voucherId: z.uuid().nullable(),
  rewardId: z.string(),
  memberId: z.uuid().nullable(),
  name: z.string().nullable(),
  kind: z.enum(rewardKinds),
  valueMinor: z.number().int().nullable(),
  percent: z.number().nullable(),
  /** where it is good; null: everywhere */
  shops: z.array(z.string()).nullable(),
  minOrderMinor: z.number().int().nullable(),
  expiresAt: z.string().nullable(),
})
export const checkVoucherBody = z.object({ code: z.string().trim().min(1).max(64), memberId: z.uuid().optional() })
export const takeVoucherBody = z.object({
  code: z.string().trim().min(1).max(64),
  order: order.optional(),
  orderTotalMinor: minor.optional(),
  /** where: for a reward that is only good in some shops */
  shop: z.string().trim().max(200).optional(),
  /** who brought it: a code for everybody counts for them */
  memberId: z.uuid().optional(),
})
/** POST …/rewards/{rewardId}/codes */
export const listLoyaltyCodes = z.object({ codes: z.array(z.string().max(80)).min(1).max(20_000) })
export const listedLoyaltyCodes = z.object({
  added: z.number().int(),
  known: z.number().int(),
  left: z.number().int(),
})
export type ListedLoyaltyCodes = z.infer<typeof listedLoyaltyCodes>
export const birthdayBody = z.object({ birthday: birthday.nullable() })
export const liabilityQuestion = z.object({
  cashMinor: minor,
  goodsSspMinor: minor,
  pointsIssued: points,
  pointValueMinor: z.number().min(0).max(1_000_000),
  expectedRedemptionInitial: z.number().min(0).max(1),
  periods: z.array(z.object({ pointsRedeemedCumulative: points, pointsExpectedTotal: points })).max(120),
})
export const loyaltyLiability = z.object({
  allocatedToPointsMinor: z.number().int(),
  recognisedMinor: z.array(z.number().int()),
  contractLiabilityMinor: z.number().int(),
})
export const ledgerVerdict = z.object({
  /** transactions in the hash chain; those of the last moments are still waiting to be chained */
  transactions: z.number().int(),
  unsealed: z.number().int(),
  brokenAt: z.number().int().nullable(),
  checks: z.array(z.object({ rule: z.string(), broken: z.number().int() })),
  /** when a worker last checked the same by itself, and how many rules did not hold */
  byItself: z.object({ at: z.string(), broken: z.number().int() }).nullable(),
})
export type LedgerVerdict = z.infer<typeof ledgerVerdict>
