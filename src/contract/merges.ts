import { z } from 'zod'

/** Two people to be joined: `fromId` becomes part of `intoId`, who stays. */
export const mergePair = z.object({ fromId: z.uuid(), intoId: z.uuid() })
export type MergePair = z.infer<typeof mergePair>

export const mergeSide = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  externalId: z.string().nullable(),
  tags: z.array(z.string()),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  orders: z.number(),
  visits: z.number(),
  revenueMinor: z.number(),
  refunds: z.number(),
  firstVisitOn: z.iso.date().nullable(),
  lastVisitOn: z.iso.date().nullable(),
  recentVisits: z.array(z.iso.date()),
  identities: z.array(z.object({ kind: z.string(), value: z.string() })),
  /** entries of the timeline */
  events: z.number(),
})
export type MergeSide = z.infer<typeof mergeSide>

/** A trait that both have, or that one brings: the value with the newest event time stays. */
export const mergedTrait = z.object({
  trait: z.string(),
  from: z.unknown(),
  into: z.unknown(),
  stays: z.enum(['from', 'into', 'both']),
})
export type MergedTrait = z.infer<typeof mergedTrait>

export const mergePreview = z.object({
  from: mergeSide,
  into: mergeSide,
  /** who they will be */
  result: z.object({
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    tags: z.array(z.string()),
    orders: z.number(),
    revenueMinor: z.number(),
  }),
  traits: z.array(mergedTrait),
  currency: z.string(),
  /** both have an account of their own: it is rarer that they are one person */
  bothHaveAccounts: z.boolean(),
})
export type MergePreview = z.infer<typeof mergePreview>

export const mergeRecord = z.object({
  mergeId: z.uuid(),
  from: z.object({ customerId: z.uuid(), name: z.string().nullable() }),
  into: z.object({ customerId: z.uuid(), name: z.string().nullable() }),
  status: z.enum(['pending', 'merged', 'failed', 'separating', 'separated']),
  /** why it failed, or why the two could not be separated */
  reason: z.string().nullable(),
  by: z.object({ kind: z.enum(['person', 'key', 'system']), id: z.uuid().nullable() }),
  createdAt: z.iso.datetime(),
  mergedAt: z.iso.datetime().nullable(),
  separatedAt: z.iso.datetime().nullable(),
  undo: z.object({
    possible: z.boolean(),
    /** why not */
    reason: z.string().nullable(),
    /** the newer one that has to be undone first */
    newerMergeId: z.uuid().nullable(),
  }),
})
export type MergeRecord = z.infer<typeof mergeRecord>

export const listMergesQuery = z.object({
  customerId: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})
export const mergeList = z.object({ merges: z.array(mergeRecord) })
export type MergeList = z.infer<typeof mergeList>
