import { z } from 'zod'
import { customerScore, riskBand } from './predictions.ts'

/** A parameter that may be repeated; once gives a text, more often a list. */
const repeated = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]))

export const customerSort = z.enum([
  'name',
  'orders',
  'visits',
  'revenue',
  'average',
  'first_order',
  'last_order',
  'usual_gap',
  'late',
  'yearly',
  'clv',
  'risk',
])
export type CustomerSort = z.infer<typeof customerSort>

export const listCustomersQuery = z.object({
  search: z.string().max(200).optional(),
  sort: customerSort.default('revenue'),
  direction: z.enum(['asc', 'desc']).default('desc'),
  filter: z.enum(['all', 'late', 'came_back', 'one_time', 'regulars', 'no_orders']).default('all'),
  /** the band of the latest run, of those who have not gone */
  risk: riskBand.optional(),
  trait: repeated.default([]),
  tag: repeated.default([]),
  /** `name:operator` or `name:operator:value` (see trait-operators.ts); every one must be met */
  where: repeated.pipe(z.array(z.string().max(400)).max(10)).default([]),
  /** `trait:<name>`: traits that the rows are to carry */
  columns: repeated.default([]),
  cursor: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type ListCustomersQuery = z.infer<typeof listCustomersQuery>

export const customerRow = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  externalId: z.string().nullable(),
  tags: z.array(z.string()),
  orders: z.number(),
  visits: z.number(),
  revenueMinor: z.number(),
  averageMinor: z.number(),
  firstOrderAt: z.iso.datetime().nullable(),
  lastOrderAt: z.iso.datetime().nullable(),
  usualGapDays: z.number().nullable(),
  silentDays: z.number().nullable(),
  lateFrom: z.iso.date().nullable(),
  yearlyMinor: z.number(),
  recentVisits: z.array(z.iso.date()),
  /** what the latest run foretold of them; null: not yet. Who is gone has no risk any more. */
  score: z
    .object({
      clvMinor: z.number(),
      risk: z.number().nullable(),
      band: riskBand.nullable(),
      isGone: z.boolean(),
      /** the risk at the end of the week before; null: not known */
      weekRisk: z.number().nullable(),
    })
    .nullable(),
  /** those asked for as columns */
  traits: z.record(z.string(), z.unknown()).optional(),
})
export type CustomerRow = z.infer<typeof customerRow>

export const customerPage = z.object({
  customers: z.array(customerRow),
  nextCursor: z.string().nullable(),
  /** exact up to 10,000; counted on the first page only */
  total: z.number(),
  /** true: `total` is not exact */
  totalIsEstimate: z.boolean(),
  /** true: there are more than `total`; how many more was not counted */
  totalIsMinimum: z.boolean(),
  currency: z.string(),
  asOf: z.iso.date(),
})
export type CustomerPage = z.infer<typeof customerPage>

export const customerDetail = customerRow.extend({
  traits: z.record(z.string(), z.unknown()),
  identities: z.array(z.object({ kind: z.string(), value: z.string() })),
  firstSeenAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  refundedMinor: z.number(),
  costMinor: z.number().nullable(),
  firstVisitOn: z.iso.date().nullable(),
  lastVisitOn: z.iso.date().nullable(),
  currency: z.string(),
  asOf: z.iso.date(),
  lifecycle: z.enum(['new', 'active', 'slipping', 'dormant', 'won_back', 'lost']).nullable(),
  mergedFrom: z.array(z.uuid()),
  /** what the latest run foretold of them; null: not yet */
  scores: customerScore.nullable(),
})
export type CustomerDetail = z.infer<typeof customerDetail>

export const timelineQuery = z.object({
  event: repeated.default([]),
  source: repeated.default([]),
  /** days of the workspace's zone, both included */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** a part of what the event says */
  search: z.string().max(200).optional(),
  before: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const timelineEvent = z.object({
  position: z.number(),
  occurredAt: z.iso.datetime(),
  event: z.string(),
  source: z.string(),
  properties: z.record(z.string(), z.unknown()),
})
export const timelinePage = z.object({
  events: z.array(timelineEvent),
  nextBefore: z.string().nullable(),
  /** of everything that happened, whatever is filtered */
  kinds: z.array(z.object({ event: z.string(), count: z.number() })),
  sources: z.array(z.object({ source: z.string(), count: z.number() })),
})
export type TimelinePage = z.infer<typeof timelinePage>
