import { z } from 'zod'
import { readTimeZone } from '#platform/clock'
import { mostMinor, mostPoints } from './loyalty-bounds.ts'
import { boardRule, causeRule, planRule } from './loyalty-club-rules.ts'
import { rewardKinds } from './loyalty-words.ts'

const points = z.number().int().min(0).max(mostPoints)
const count = z.number().int().min(1).max(mostPoints)
const minor = z.number().int().min(0).max(mostMinor)
const id = z.string().trim().min(1).max(64)
const rounding = z.enum(['floor', 'round', 'ceil'])
const days = z.number().int().min(0).max(36_500)
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const instant = z.iso.datetime({ offset: true })
/** what is reckoned from it has to end within a calendar */
const since = instant.refine((text) => Date.parse(text) < Date.UTC(3000, 0), 'too far away')

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

const names = z.array(z.string().trim().min(1).max(200)).max(200)
/** by the names that tills have */
const shops = names.min(1).max(50)
const segments = z.array(z.uuid()).min(1).max(20)

/** What never earns anything; the rest of the same purchase does. */
const exclude = z.object({
  skus: names.optional(),
  /** also what lies below them: Food leaves out Food > Bread */
  categories: names.optional(),
  brands: names.optional(),
  /** customers with one of these tags */
  tags: names.optional(),
  giftCards: z.boolean().optional(),
  /** lines whose price is lowered */
  discounted: z.boolean().optional(),
})

const earnRule = z.object({
  id,
  /** what earns: a purchase, or a word of the shop's own */
  when: id.default('purchase'),
  points,
  /** per so much money; without it (and without a product) once each time */
  perMinor: minor.min(1).optional(),
  perItemSku: z.string().min(1).max(200).optional(),
  /** for each piece of a category */
  perItemCategory: z.string().trim().min(1).max(200).optional(),
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
  /** tier credits, beside points: never spent, no multiplier, no cap of the day */
  gives: z.literal('credits').optional(),
  /** only what is bought in these shops */
  shops: shops.optional(),
})

const multiplier = z.object({
  id,
  factor: z.number().min(0).max(1000).optional(),
  add: points.optional(),
  weekdays: z.array(z.enum(weekdays)).optional(),
  from: clockTime.optional(),
  to: clockTime.optional(),
  tiers: z.array(id).optional(),
  /** only for who has one of these plans */
  plans: z.array(id).optional(),
  /** only in these shops */
  shops: shops.optional(),
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
  enabledAt: since.optional(),
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
    'rolling_spend',
    'credits',
    'rolling_status',
    'cycle',
    'every_days_active',
  ]),
  levels: z
    .array(
      z.object({
        id,
        min: minor,
        /** what members of it have, in words */
        benefit: z.string().trim().max(300).optional(),
        /** nobody reaches it: who was invited holds it, as long as the invitation stands */
        byInvitation: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(20),
  graceDays: days.default(0),
  drop: z.enum(['one_down', 'to_balance']).default('one_down'),
  months: z.number().int().min(1).max(120).default(12),
  /** how long tier credits count: so many `months`, to the end of their year or of the next */
  creditsLast: z.enum(['forever', 'months', 'year', 'next_year']).default('months'),
  everyDays: days.min(1).default(365),
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
  /** only members who belong to one of these segments, and to none of those */
  segments: segments.optional(),
  notSegments: segments.optional(),
  /** handed over in these shops alone */
  shops: shops.optional(),
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
  /** only for members who were invited to it */
  byInvitation: z.boolean().optional(),
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
    timeZone: z
      .string()
      .max(64)
      .refine((name) => readTimeZone(name) !== undefined, 'unknown time zone')
      .optional(),
    earn: z.array(earnRule).max(100).default([]),
    multipliers: z.array(multiplier).max(100).default([]),
    exclude: exclude.optional(),
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
    /**
     * The experiment that measures what the programme brings. Where the first order makes a member, its control group waits until it is over.
     */
    rollout: z.object({ experimentId: z.uuid() }).optional(),
    /** what one point is worth in money, minor units, where the rules do not say it */
    pointValueMinor: z.number().min(0).max(1_000_000).optional(),
    /** a part of each purchase comes back as money, to pay with here */
    cashback: z
      .object({
        percent: z.number().min(0.1).max(100),
        /** smallest purchase that brings some, and the most that one brings */
        minMinor: minor.optional(),
        maxMinor: minor.min(1).optional(),
      })
      .optional(),
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
    /** points of purchases are usable after so many days, or as soon as the shop tells this event of the order */
    pending: z.object({ days, until: id.optional() }).optional(),
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
    birthday: z
      .object({
        points: count,
        leapDay: z.enum(['feb28', 'mar1']).default('feb28'),
        /** birthdays of before this was switched on bring nothing */
        enabledAt: since.optional(),
      })
      .optional(),
    transfers: z.enum(['on', 'off']).default('on'),
    transferExpiry: z.enum(['per_lot', 'first_lot']).default('per_lot'),
    pool: z.object({ maxMembers: count.min(2) }).optional(),
    referral: z
      .object({
        referrerPoints: points,
        refereePoints: points,
        minOrderMinor: minor.default(0),
        pendingDays: days,
        /** what one member brings beyond that within a week waits for somebody to look at it */
        perWeek: count.max(10_000).default(5),
      })
      .optional(),
    /** one purchase in so many brings something that nobody expected, within the month's budget: points, or a reward as a present */
    surprise: z
      .object({
        oneIn: count.max(1_000_000),
        points: count.optional(),
        monthlyPoints: count.optional(),
        reward: id.optional(),
        monthlyRewards: count.optional(),
      })
      .optional(),
    causes: z.array(causeRule).max(50).default([]),
    leaderboard: boardRule.optional(),
    plans: z.array(planRule).max(20).default([]),
    /** only who was invited becomes a member */
    byInvitation: z.boolean().optional(),
    wheel: z.object({ winBelow: z.number().min(0).max(1), prizePoints: count, budget: points }).optional(),
  })
  .superRefine((rules, context) => {
    const {
      earn,
      tiers: path,
      rewards,
      multipliers,
      challenges,
      causes,
      plans,
      surprise,
      pending,
      expiry: ends,
    } = rules
    const levels = path?.levels ?? []
    if (path?.mode !== 'credits' && earn.some(({ gives }) => gives === 'credits'))
      context.addIssue({ code: 'custom', path: ['earn'], message: 'tier credits without tiers that they reach' })
    const isWhole = surprise?.reward === undefined ? surprise?.monthlyPoints : surprise.monthlyRewards
    if (surprise && (isWhole === undefined || (surprise.points === undefined) === (surprise.reward === undefined)))
      context.addIssue({ code: 'custom', path: ['surprise'], message: 'points or a reward, and how much a month' })
    if (surprise?.reward !== undefined && !rewards.some((one) => one.id === surprise.reward))
      context.addIssue({ code: 'custom', path: ['surprise'], message: 'a surprise gives a reward that is not there' })
    // When they become usable is not known when they are earned.
    if (pending?.until !== undefined && ends?.from === 'activation')
      context.addIssue({
        code: 'custom',
        path: ['expiry'],
        message: 'points that wait for an event expire from earning',
      })
    const lists = { earn, multipliers, rewards, challenges, causes, plans, tiers: levels }
    for (const [name, list] of Object.entries(lists))
      if (new Set(list.map((one) => one.id)).size !== list.length)
        context.addIssue({ code: 'custom', path: [name], message: 'every id only once' })
    const open = rewards.flatMap(({ publicCode }) => publicCode ?? [])
    if (new Set(open).size !== open.length)
      context.addIssue({ code: 'custom', path: ['rewards'], message: 'every code for one reward only' })
    if (challenges.some(({ goal, count: visits, days: within }) => goal === 'visits' && visits > within))
      context.addIssue({ code: 'custom', path: ['challenges'], message: 'more visits than days' })
    const reached = levels.filter((level) => !level.byInvitation)
    if (reached.some(({ min }, i) => i > 0 && min <= (reached[i - 1]?.min ?? 0)))
      context.addIssue({ code: 'custom', path: ['tiers', 'levels'], message: 'levels go up' })
    if (levels.some(({ byInvitation }, i) => (byInvitation ? i < reached.length : i >= reached.length)))
      context.addIssue({ code: 'custom', path: ['tiers', 'levels'], message: 'levels by invitation come last' })
    if (levels.length > 0 && reached.length === 0)
      context.addIssue({ code: 'custom', path: ['tiers', 'levels'], message: 'a first level that everybody has' })
    for (const { monthlyReward, tier } of plans) {
      if (monthlyReward !== undefined && !rewards.some((one) => one.id === monthlyReward))
        context.addIssue({ code: 'custom', path: ['plans'], message: 'a plan gives a reward that is not there' })
      if (tier !== undefined && !levels.some((level) => level.id === tier && level.byInvitation))
        context.addIssue({ code: 'custom', path: ['plans'], message: 'a plan gives a level by invitation' })
    }
  })
export type LoyaltyRules = z.infer<typeof loyaltyRules>
/** As a person writes it: what is left out is switched off. */
export type LoyaltyRulesInput = z.input<typeof loyaltyRules>
