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
  /** one code for everybody: whoever says it gets the reward, `stock` times in all and `perMember` times each */
  publicCode: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[\p{L}\p{N}]{4,40}$/u)
    .optional(),
  /** who claims it gets a code of the list that was given for it, not one made here */
  fromList: z.boolean().optional(),
})

const challenge = z.object({
  id,
  name: z.string().trim().min(1).max(80),
  /** visits: so many days with a purchase or a stamp within `days`; weeks: so many weeks in a row with one */
  goal: z.enum(['visits', 'weeks']).default('visits'),
  count: count.max(366),
  days: z.number().int().min(1).max(366).default(30),
  points,
  /** begins anew on the day after it was completed */
  repeats: z.boolean().default(false),
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
    challenges: z.array(challenge).max(20).default([]),
    birthday: z.object({ points: count, leapDay: z.enum(['feb28', 'mar1']).default('feb28') }).optional(),
    transferExpiry: z.enum(['per_lot', 'first_lot']).default('per_lot'),
    pool: z.object({ maxMembers: count.min(2) }).optional(),
    referral: z
      .object({ referrerPoints: points, refereePoints: points, minOrderMinor: minor.default(0), pendingDays: days })
      .optional(),
    /** one purchase in so many brings points that nobody expected, so many a month in all */
    surprise: z.object({ oneIn: count.max(1_000_000), points: count, monthlyPoints: count }).optional(),
    wheel: z.object({ winBelow: z.number().min(0).max(1), prizePoints: count, budget: points }).optional(),
  })
  .superRefine(({ earn, tiers: path, rewards, multipliers, challenges }, context) => {
    for (const [name, list] of Object.entries({ earn, multipliers, rewards, challenges, tiers: path?.levels ?? [] }))
      if (new Set(list.map((one) => one.id)).size !== list.length)
        context.addIssue({ code: 'custom', path: [name], message: 'every id only once' })
    const open = rewards.flatMap(({ publicCode }) => publicCode ?? [])
    if (new Set(open).size !== open.length)
      context.addIssue({ code: 'custom', path: ['rewards'], message: 'every code for one reward only' })
    if (challenges.some(({ goal, count: visits, days: within }) => goal === 'visits' && visits > within))
      context.addIssue({ code: 'custom', path: ['challenges'], message: 'more visits than days' })
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
