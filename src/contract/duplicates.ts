import { z } from 'zod'

/** Why two customers look like one, and what speaks against it. */
export const duplicateReasons = [
  'same_email',
  'same_phone',
  'same_card',
  'same_name',
  'same_birthday',
  'same_city',
  'same_mailbox_name',
  'handover',
  'came_together',
  'different_birthday',
  'different_name',
  'both_have_accounts',
] as const
export type DuplicateReason = (typeof duplicateReasons)[number]

export const duplicateSide = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  externalId: z.string().nullable(),
  city: z.string().nullable(),
  orders: z.number(),
  visits: z.number(),
  revenueMinor: z.number(),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  firstVisitOn: z.iso.date().nullable(),
  lastVisitOn: z.iso.date().nullable(),
  recentVisits: z.array(z.iso.date()),
})
export type DuplicateSide = z.infer<typeof duplicateSide>

export const duplicateSuggestion = z.object({
  /** 0 to 100: how much speaks for one person */
  score: z.number(),
  reasons: z.array(z.enum(duplicateReasons)),
  /** the one with more purchases first: who would stay */
  a: duplicateSide,
  b: duplicateSide,
})
export type DuplicateSuggestion = z.infer<typeof duplicateSuggestion>

export const duplicatesQuery = z.object({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
export const duplicatePage = z.object({
  suggestions: z.array(duplicateSuggestion),
  nextCursor: z.string().nullable(),
  total: z.number(),
  currency: z.string(),
  asOf: z.iso.date(),
  search: z
    .object({
      startedAt: z.iso.datetime(),
      finishedAt: z.iso.datetime().nullable(),
      customers: z.number(),
      found: z.number(),
    })
    .nullable(),
})
export type DuplicatePage = z.infer<typeof duplicatePage>
export type DuplicateSearch = NonNullable<DuplicatePage['search']>

export const customerPair = z.object({ aId: z.uuid(), bId: z.uuid() })
export type CustomerPair = z.infer<typeof customerPair>
