import { z } from 'zod'
import { day } from './time.ts'

const whole = z.number().int()

/** Points of a span of time, by what became of them. */
const flow = z.object({ issued: whole, redeemed: whole, expired: whole, reversed: whole })

export const loyaltyOverview = z.object({
  currency: z.string(),
  members: z.object({
    total: whole,
    /** who did something with their card within 90 days */
    active: whole,
    joined30: whole,
    joinedBefore30: whole,
  }),
  today: z.object({ earns: whole, points: whole, stamps: whole, joined: whole }),
  /** cards that were scanned or typed at tills; null where no device is a till */
  scans: z.object({ today: whole, yesterday: whole }).nullable(),
  /** members who are almost at the next tier, and who have not been here for 90 days */
  waiting: z.object({ tier: whole, lapsed: whole }),
  /** the last 30 days, and the 30 before */
  now: flow,
  before: flow,
  stamps: z.object({ given: whole, cards: whole, ready: whole }),
  outstanding: z.object({ points: whole, pending: whole, owed: whole, valueMinor: whole.nullable() }),
  vouchers: z.object({ unclaimed: whole, used30: whole }),
  /** the reward that costs the least points; who could have it, and who lacks a fifth of it or less */
  next: z.object({ name: z.string(), cost: whole, ready: whole, near: whole }).nullable(),
  expiring: z.object({ members: whole, points: whole }),
  /** wait for somebody to look at them */
  referralsWaiting: whole,
  days: z.array(flow.extend({ day: z.string() })),
})
export type LoyaltyOverview = z.infer<typeof loyaltyOverview>

const returned = z.object({ people: whole, back: whole })
export const loyaltyReturnRate = z.object({ since: z.string(), days: whole, members: returned, others: returned })
export type LoyaltyReturnRate = z.infer<typeof loyaltyReturnRate>

export const memberSorts = ['joined', 'balance', 'active', 'lifetime'] as const
export const loyaltyMemberQuery = z.object({
  search: z.string().trim().max(100).optional(),
  tier: z.string().max(64).optional(),
  sort: z.enum(memberSorts).default('joined'),
  only: z.enum(['all', 'ready', 'near', 'vouchers', 'expiring', 'owing', 'tier', 'lapsed']).default('all'),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const loyaltyMemberRow = z.object({
  memberId: z.uuid(),
  customerId: z.uuid().nullable(),
  name: z.string().nullable(),
  reference: z.string().nullable(),
  /** what can be spent; below zero while something is owed */
  available: whole,
  pending: whole,
  lifetime: whole,
  stamps: whole,
  rewardsReady: whole,
  tier: z.string().nullable(),
  joinedAt: z.string(),
  lastActiveAt: z.string().nullable(),
})
export type LoyaltyMemberRow = z.infer<typeof loyaltyMemberRow>
export const loyaltyMemberList = z.object({ members: z.array(loyaltyMemberRow), next: z.string().nullable() })
export type LoyaltyMemberList = z.infer<typeof loyaltyMemberList>

export const loyaltyLedgerQuery = z.object({
  kind: z.string().max(32).optional(),
  before: z.uuid().optional(),
  from: day.optional(),
  until: day.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const loyaltyLedgerRow = z.object({
  transactionId: z.uuid(),
  kind: z.string(),
  at: z.string(),
  recordedAt: z.string(),
  order: z.string().nullable(),
  memberId: z.uuid().nullable(),
  customerId: z.uuid().nullable(),
  name: z.string().nullable(),
  /** what it did to members' points */
  points: whole,
  by: z.enum(['person', 'key', 'system']),
  detail: z.record(z.string(), z.unknown()),
  version: whole,
  sequence: whole.nullable(),
})
export type LoyaltyLedgerRow = z.infer<typeof loyaltyLedgerRow>
export const loyaltyLedger = z.object({ rows: z.array(loyaltyLedgerRow), next: z.uuid().nullable() })
export type LoyaltyLedger = z.infer<typeof loyaltyLedger>

export const loyaltyLiabilityReport = z.object({
  currency: z.string(),
  outstanding: whole,
  pending: whole,
  owed: whole,
  /** money back that members have not used: it is owed whole */
  cashMinor: whole,
  /** minor units a point, and where it comes from; null: nobody has said it */
  pointValue: z.object({ minor: z.number(), from: z.enum(['stated', 'redeem', 'reward']) }).nullable(),
  /** of the points of months that are over (all used or expired): how many were used */
  breakage: z.object({
    method: z.enum(['closed_lots', 'none']),
    closedPoints: whole,
    usedPoints: whole,
    /** 0 to 1: the share of points that will be used */
    expectedUse: z.number(),
  }),
  grossMinor: whole.nullable(),
  netMinor: whole.nullable(),
  /** IFRS 15 over the member sales of the last 12 months */
  split: z
    .object({
      salesMinor: whole,
      pointsIssued: whole,
      pointsRedeemed: whole,
      allocatedMinor: whole,
      recognisedMinor: whole,
      deferredMinor: whole,
    })
    .nullable(),
  months: z.array(flow.extend({ month: z.string() })),
  /** points by when they go; null: never */
  ends: z.array(z.object({ month: z.string().nullable(), points: whole })),
})
export type LoyaltyLiabilityReport = z.infer<typeof loyaltyLiabilityReport>

export const customerMemberships = z.object({
  memberships: z.array(z.object({ programmeId: z.uuid(), programme: z.string(), memberId: z.uuid() })),
  /** programmes that they could join */
  open: z.array(z.object({ programmeId: z.uuid(), programme: z.string() })),
})
export type CustomerMemberships = z.infer<typeof customerMemberships>

const replaySide = z.object({
  points: whole,
  expired: whole,
  stamps: whole,
  cards: whole,
  /** money back, minor units */
  cash: whole,
  /** tier credits */
  credits: whole,
  /** what the points cost if all are used; null where nobody has said what a point is worth */
  costMinor: whole.nullable(),
  /** what is left of that at the end of the span, if nobody used any */
  liabilityMinor: whole.nullable(),
})
const replayChange = z.object({ customerId: z.uuid(), name: z.string().nullable(), before: whole, after: whole })
export const loyaltyReplayResult = z.object({
  from: z.string(),
  until: z.string(),
  orders: whole,
  customers: whole,
  isMembersOnly: z.boolean(),
  currency: z.string(),
  salesMinor: whole,
  now: replaySide,
  proposed: replaySide,
  gain: whole,
  lose: whole,
  same: whole,
  most: z.object({ gain: z.array(replayChange), lose: z.array(replayChange) }),
  /** kinds of rules that orders of the past cannot show */
  leftOut: z.array(z.enum(['products', 'shops', 'events', 'people', 'tiers', 'challenges', 'plans'])),
})
export type LoyaltyReplayResult = z.infer<typeof loyaltyReplayResult>
export const loyaltyReplay = z.object({
  replayId: z.uuid(),
  status: z.enum(['waiting', 'done', 'failed']),
  /** how far it is, 0 to 1; null before it begins */
  progress: z.number().nullable(),
  result: loyaltyReplayResult.nullable(),
})
export type LoyaltyReplay = z.infer<typeof loyaltyReplay>
