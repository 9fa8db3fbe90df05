import { z } from 'zod'
import { rewardKinds } from './loyalty-words.ts'

const points = z.number().int().min(0).max(1_000_000_000)
const count = z.number().int().min(1).max(1_000_000_000)
const minor = z.number().int().min(0).max(1_000_000_000_000)
const id = z.string().trim().min(1).max(64)
const rounding = z.enum(['floor', 'round', 'ceil'])
const days = z.number().int().min(0).max(36_500)
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const instant = z.iso.datetime({ offset: true })

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const earnRule = z.object({
  id,
  /** what earns: a purchase, or a word of the shop's own */
  when: id.default('purchase'),
  points,
  /** per so much money; without it (and without a product) once each time */
  perMinor: minor.min(1).optional(),
  perItemSku: z.string().min(1).max(200).optional(),
  /** block: only whole blocks earn; ratio: in proportion, then rounded */
  mode: z.enum(['block', 'ratio']).default('block'),
  rounding: rounding.default('floor'),
  minMinor: minor.optional(),
  minPoints: points.optional(),
  maxPoints: points.optional(),
  /** what is left of a block counts next time */
  carryRemainder: z.boolean().default(false),
  /** of rules that do not stack the one with the highest priority counts, alone */
  stackable: z.boolean().default(true),
  priority: z.number().int().default(0),
})

const multiplier = z.object({
  id,
  factor: z.number().min(0).max(1000).optional(),
  add: points.optional(),
  weekdays: z.array(z.enum(weekdays)).optional(),
  from: clockTime.optional(),
  to: clockTime.optional(),
  tiers: z.array(id).optional(),
  perMemberPerDay: count.optional(),
  createdSeq: z.number().int().optional(),
})

const expiry = z.object({
  kind: z.enum([
    'days_after',
    'days_end_of_day',
    'months_clamped_end_of_day',
    'months_then_end_of_month',
    'inactivity_days',
    'inactivity_months',
  ]),
  n: days,
  from: z.enum(['earning', 'activation']).default('earning'),
  /** nobody loses points for having been away before this was switched on */
  enabledAt: instant.optional(),
  /** so many days before points go, the member's timeline says `Points Expiring` */
  remindDays: days.max(365).optional(),
})

const tiers = z.object({
  mode: z.enum([
    'lifetime_points',
    'balance_immediate',
    'calendar_quarter',
    'calendar_year_points',
    'calendar_year_spend',
    'rolling_status',
    'cycle',
    'every_days_active',
  ]),
  levels: z
    .array(z.object({ id, min: minor }))
    .min(1)
    .max(20),
  graceDays: days.default(0),
  drop: z.enum(['one_down', 'to_balance']).default('one_down'),
  months: z.number().int().min(1).max(120).default(12),
  everyDays: count.default(365),
  resetPoints: z.boolean().default(false),
})

const reward = z.object({
  id,
  name: z.string().max(200).optional(),
  cost: points,
  stock: points.nullable().default(null),
  perMember: count.optional(),
  kind: z.enum(rewardKinds).default('product'),
  /** what members read */
  text: z.string().max(500).optional(),
  /** a discount's amount; for other kinds what it costs the shop, for the liability */
  valueMinor: minor.optional(),
  /** a discount in percent */
  percent: z.number().min(0).max(100).optional(),
  /** can be claimed from then, and until then */
  from: instant.optional(),
  until: instant.optional(),
  /** only members of these tiers */
  tiers: z.array(id).max(20).optional(),
  voucherDays: days.optional(),
  voucherMinMinor: minor.optional(),
})

/** The rules of a programme; what is left out is switched off. docs/guide/loyalty.md says what each does. */
export const loyaltyRules = z
  .object({
    /** days begin and end here; the workspace's zone when not given */
    timeZone: z.string().max(64).refine(isZone, 'unknown time zone').optional(),
    earn: z.array(earnRule).max(100).default([]),
    multipliers: z.array(multiplier).max(100).default([]),
    multiplierCombine: z.enum(['product', 'newest_only', 'best_only']).default('product'),
    finalRounding: rounding.default('floor'),
    memberDailyCap: count.optional(),
    /** orders of the connected shop earn by themselves, from the moment this is switched on */
    orders: z
      .object({
        /** members: who joined; everyone: the first order makes a customer a member */
        who: z.enum(['members', 'everyone']).default('members'),
        /** secret: told by a server key or an import; any: also by a page's own write key, which anybody could use */
        trust: z.enum(['secret', 'any']).default('secret'),
      })
      .optional(),
    /** what one point is worth in money, minor units, where the rules do not say it */
    pointValueMinor: z.number().min(0).max(1_000_000).optional(),
    redeem: z
      .object({
        points: count,
        amountMinor: minor.min(1),
        minPoints: points.optional(),
        maxPercent: z.number().min(0).max(100).optional(),
      })
      .optional(),
    expiry: expiry.optional(),
    consume: z.enum(['soonest_expiry', 'oldest_first']).default('soonest_expiry'),
    pending: z.object({ days }).optional(),
    tiers: tiers.optional(),
    refund: z
      .object({
        mode: z.enum(['proportional', 'full_only']).default('proportional'),
        policy: z.enum(['allow_negative', 'clamp_to_zero', 'within_balance', 'only_pending']).default('allow_negative'),
        returnRedeemed: z.enum(['never', 'on_full']).default('never'),
      })
      .default({ mode: 'proportional', policy: 'allow_negative', returnRedeemed: 'never' }),
    rewards: z.array(reward).max(500).default([]),
    stamps: z
      .object({
        required: count.max(1000),
        overflow: z.enum(['carry', 'cap']).default('carry'),
        cooldownS: z.number().int().min(0).optional(),
        perDay: count.optional(),
        minMinor: minor.optional(),
        /** on a new card */
        welcome: count.max(1000).optional(),
        /** what a full card is worth, in words */
        reward: z.string().trim().max(200).optional(),
      })
      .optional(),
    birthday: z.object({ points: count, leapDay: z.enum(['feb28', 'mar1']).default('feb28') }).optional(),
    transferExpiry: z.enum(['per_lot', 'first_lot']).default('per_lot'),
    pool: z.object({ maxMembers: count.min(2) }).optional(),
    referral: z
      .object({ referrerPoints: points, refereePoints: points, minOrderMinor: minor.default(0), pendingDays: days })
      .optional(),
    wheel: z.object({ winBelow: z.number().min(0).max(1), prizePoints: count, budget: points }).optional(),
  })
  .superRefine(({ earn, tiers: path, rewards, multipliers }, context) => {
    for (const [name, list] of Object.entries({ earn, multipliers, rewards, tiers: path?.levels ?? [] }))
      if (new Set(list.map((one) => one.id)).size !== list.length)
        context.addIssue({ code: 'custom', path: [name], message: 'every id only once' })
    if (path?.levels.some(({ min }, i) => i > 0 && min <= (path.levels[i - 1]?.min ?? 0)))
      context.addIssue({ code: 'custom', path: ['tiers', 'levels'], message: 'levels go up' })
  })
export type LoyaltyRules = z.infer<typeof loyaltyRules>
/** As a person writes it: what is left out is switched off. */
export type LoyaltyRulesInput = z.input<typeof loyaltyRules>

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

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
  birthday: z.iso.date().optional(),
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
  rewardsReady: z.number().int(),
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
  amountMinor: minor,
  discountMinor: minor.optional(),
  items: z
    .array(z.object({ sku: z.string().max(200), qty: z.number().min(0).max(100_000) }))
    .max(1000)
    .optional(),
}
const order = z.string().trim().min(1).max(200)
export const quoteLoyalty = z.object({ memberId: z.uuid(), ...basket })
export const loyaltyQuote = z.object({
  earns: z.object({
    points: z.number().int(),
    rules: z.record(z.string(), z.number()),
    multipliers: z.array(z.string()),
  }),
  redeems: z.object({ points: z.number().int(), discountMinor: z.number().int() }),
  available: z.number().int(),
})
export const earnLoyalty = z.object({
  memberId: z.uuid(),
  ...basket,
  order: order.optional(),
  pointsUsed: points.optional(),
  occurredAt: instant.optional(),
})
export const loyaltyEarned = z.object({
  points: z.number().int(),
  rules: z.record(z.string(), z.number()),
  multipliers: z.array(z.string()),
  activeAt: z.string(),
  expiresAt: z.string().nullable(),
  referralPoints: z.number().int(),
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
  order: order.optional(),
})
export const loyaltyStamped = z.object({
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
  voucherId: z.uuid(),
  rewardId: z.string(),
  memberId: z.uuid(),
  name: z.string().nullable(),
  kind: z.enum(rewardKinds),
  valueMinor: z.number().int().nullable(),
  percent: z.number().nullable(),
  minOrderMinor: z.number().int().nullable(),
  expiresAt: z.string().nullable(),
})
export const checkVoucherBody = z.object({ code: z.string().trim().min(1).max(64) })
export const takeVoucherBody = z.object({
  code: z.string().trim().min(1).max(64),
  order: order.optional(),
  orderTotalMinor: minor.optional(),
})
export const birthdayBody = z.object({ birthday: z.iso.date().nullable() })
export const liabilityQuestion = z.object({
  cashMinor: minor,
  goodsSspMinor: minor,
  pointsIssued: points,
  pointValueMinor: z.number().min(0),
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
})
export type LedgerVerdict = z.infer<typeof ledgerVerdict>
