import { z } from 'zod'
import { mostMinor, mostPoints } from './loyalty-bounds.ts'
import { boardMeasures, boardPeriods, invitationKinds, planPeriods } from './loyalty-club-words.ts'

const points = z.number().int().min(1).max(mostPoints)
const id = z.string().trim().min(1).max(64)
const whole = z.number().int()

/** Lists of the club are there as CSV, too. */
export const clubFormat = z.object({ format: z.enum(['json', 'csv']).default('json') })

/** POST …/donate */
export const donateLoyalty = z.object({ memberId: z.uuid(), causeId: id, points })
export const loyaltyDonated = z.object({ donationId: z.uuid(), points: whole, valueMinor: whole })
/** POST …/causes/{causeId}/news */
export const tellCause = z.object({
  text: z.string().trim().min(1).max(1000),
  /** money that was handed over, minor units */
  paidMinor: whole.min(1).max(1_000_000_000_000).optional(),
})
const causeNews = z.object({
  newsId: z.uuid(),
  text: z.string(),
  paidMinor: whole.nullable(),
  at: z.string(),
})
export const loyaltyCauses = z.object({
  currency: z.string(),
  causes: z.array(
    z.object({
      causeId: z.string(),
      name: z.string(),
      text: z.string().nullable(),
      pointValueMinor: z.number(),
      goalPoints: whole.nullable(),
      isClosed: z.boolean(),
      /** points given and not taken back, what they are worth, and by how many members */
      points: whole,
      valueMinor: whole,
      givers: whole,
      paidMinor: whole,
      news: z.array(causeNews),
    }),
  ),
})
export type LoyaltyCauses = z.infer<typeof loyaltyCauses>
export type LoyaltyCause = LoyaltyCauses['causes'][number]

/** PUT …/members/{memberId}/nickname; null takes them off the board. */
export const nicknameBody = z.object({ nickname: z.string().trim().min(1).max(60).nullable() })
export const loyaltyBoard = z.object({
  by: z.enum(boardMeasures),
  period: z.enum(boardPeriods),
  /** when the period began; null for ever */
  since: z.string().nullable(),
  /** who asked to be on it, of so many members */
  entered: whole,
  members: whole,
  /** who has as much as another shares the place, and the next one stays free */
  rows: z.array(
    z.object({
      place: whole,
      isShared: z.boolean(),
      nickname: z.string(),
      score: whole,
      memberId: z.uuid(),
      customerId: z.uuid().nullable(),
    }),
  ),
})
export type LoyaltyBoard = z.infer<typeof loyaltyBoard>

/** POST …/invitations: without people a link for whoever has it. */
export const inviteLoyalty = z
  .object({
    kind: z.enum(invitationKinds),
    /** the level or the reward */
    target: id.optional(),
    customerIds: z.array(z.uuid()).min(1).max(1000).optional(),
    segmentId: z.uuid().optional(),
    /** how often a link works; as often as anybody likes when not given */
    most: whole.min(1).max(1_000_000).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    note: z.string().trim().max(200).optional(),
  })
  .refine(({ customerIds, segmentId }) => customerIds === undefined || segmentId === undefined, 'people or a segment')
  .refine(({ kind, target }) => (kind === 'programme') === (target === undefined), 'a level or a reward is named')
export const loyaltyInvited = z.object({
  link: z.object({ invitationId: z.uuid(), code: z.string(), url: z.string() }).nullable(),
  invited: whole,
  known: whole,
  holding: whole,
})
export type LoyaltyInvited = z.infer<typeof loyaltyInvited>
export const loyaltyInvitations = z.object({
  invitations: z.array(
    z.object({
      invitationId: z.uuid(),
      kind: z.enum(invitationKinds),
      target: z.string(),
      code: z.string(),
      url: z.string(),
      customerId: z.uuid().nullable(),
      name: z.string().nullable(),
      most: whole.nullable(),
      used: whole,
      until: z.string().nullable(),
      note: z.string().nullable(),
      at: z.string(),
    }),
  ),
  hasMore: z.boolean(),
})
export type LoyaltyInvitations = z.infer<typeof loyaltyInvitations>
export type LoyaltyInvitation = LoyaltyInvitations['invitations'][number]
export const acceptInvitationBody = z.object({ memberId: z.uuid(), code: z.string().trim().min(4).max(40) })
export const acceptedInvitation = z.object({ kind: z.enum(invitationKinds), target: z.string() })

/** POST …/plans/pay: a fee was taken; as the plan says when no amount is given. */
export const payLoyaltyPlan = z.object({
  memberId: z.uuid(),
  planId: id,
  amountMinor: whole.min(0).max(mostMinor).optional(),
})
export const loyaltyPlanPaid = z.object({
  planId: z.string(),
  until: z.string(),
  amountMinor: whole,
  paymentId: z.uuid(),
})
export const loyaltyPlans = z.object({
  currency: z.string(),
  /** fees are collected by Stripe */
  isCollected: z.boolean(),
  plans: z.array(
    z.object({
      planId: z.string(),
      name: z.string(),
      text: z.string().nullable(),
      priceMinor: whole,
      every: z.enum(planPeriods),
      isClosed: z.boolean(),
      points: whole.nullable(),
      reward: z.string().nullable(),
      factor: z.number().nullable(),
      tier: z.string().nullable(),
      members: whole,
      /** of them: not renewed */
      leaving: whole,
      monthMinor: whole,
      everMinor: whole,
    }),
  ),
})
export type LoyaltyPlans = z.infer<typeof loyaltyPlans>
export type LoyaltyPlan = LoyaltyPlans['plans'][number]

/** A secret key of Stripe, or a restricted one that may write Checkout sessions, subscriptions and webhook endpoints. */
export const saveStripe = z.object({
  secretKey: z
    .string()
    .trim()
    .regex(/^(sk|rk)_(test|live)_\w{8,250}$/),
  /** of an endpoint that was made by hand; without it one is made */
  webhookSecret: z
    .string()
    .trim()
    .regex(/^whsec_\S{8,250}$/)
    .optional(),
})
export type SaveStripe = z.infer<typeof saveStripe>
export const stripeSettings = z.object({
  isOn: z.boolean(),
  /** test keys move no money */
  isTest: z.boolean(),
  webhookUrl: z.string(),
})
export type StripeSettings = z.infer<typeof stripeSettings>
