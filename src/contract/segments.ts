import { z } from 'zod'

/**
 * What makes somebody a member of a segment: one language for the API, the builder, journeys and campaigns. Definitions and
 * examples: docs/guide/segments.md. Times are judged at the moment of the question; days in the shop's zone unless `zone` is given.
 */

/** A dotted path into traits or properties: `address.city`, `orders[*].total` (any of them), `items[0]`, `["odd.name"]`. */
const path = z.string().min(1).max(256)
const scalar = z.union([z.string().max(1024), z.number(), z.boolean()])
const seconds = z.number().min(0).max(3_155_760_000)
const zone = z.string().max(64)

export const calendarPeriods = [
  'yesterday',
  'today',
  'tomorrow',
  'last_week',
  'this_week',
  'next_week',
  'last_month',
  'this_month',
  'next_month',
  'last_quarter',
  'this_quarter',
  'next_quarter',
  'last_year',
  'this_year',
  'next_year',
] as const
export type CalendarPeriod = (typeof calendarPeriods)[number]

const test = <Is extends string, Shape extends z.ZodRawShape>(is: Is, shape: Shape) =>
  z.strictObject({ is: z.literal(is), ...shape })

/** A question to one value. What is missing answers only `unknown`, `empty` and whatever is said with “not”. */
export const valueTest = z.discriminatedUnion('is', [
  test('equal', { value: scalar }),
  test('not_equal', { value: scalar }),
  test('one_of', { values: z.array(scalar).min(1).max(1000) }),
  test('none_of', { values: z.array(scalar).min(1).max(1000) }),
  test('at_least', { value: z.number() }),
  test('more_than', { value: z.number() }),
  test('at_most', { value: z.number() }),
  test('less_than', { value: z.number() }),
  test('between', { from: z.number(), to: z.number() }),
  test('known', {}),
  test('unknown', {}),
  test('empty', {}),
  test('not_empty', {}),
  test('true', {}),
  test('false', {}),
  test('contains', { value: z.string().min(1).max(1024) }),
  test('not_contains', { value: z.string().min(1).max(1024) }),
  test('starts_with', { value: z.string().min(1).max(1024) }),
  test('ends_with', { value: z.string().min(1).max(1024) }),
  test('like', { value: z.string().min(1).max(1024) }),
  test('matches', { value: z.string().min(1).max(1024) }),
  test('includes', { value: scalar }),
  test('excludes', { value: scalar }),
  test('before', { at: z.string().max(64) }),
  test('after', { at: z.string().max(64) }),
  test('within_last', { seconds }),
  test('longer_ago_than', { seconds }),
  test('within_next', { seconds }),
  test('calendar', { period: z.enum(calendarPeriods), zone: zone.optional() }),
  test('days_from_today', { days: z.int().min(-3660).max(3660), zone: zone.optional() }),
  test('anniversary', {
    /** the first and last day, counted from today: 0 and 0 is today, 0 and 6 the coming week */
    from: z.int().min(-366).max(366),
    to: z.int().min(-366).max(366),
    zone: zone.optional(),
  }),
  test('anniversary_in', { period: z.enum(calendarPeriods), zone: zone.optional() }),
])
export type ValueTest = z.infer<typeof valueTest>

const property = z.strictObject({ path, ...{ test: valueTest } })
export type PropertyTest = z.infer<typeof property>

/** Events of one kind: by name, or by the beginning of it with `*` at the end; every condition of `where` on one event, or one of `whereAny`. */
const eventFilter = {
  event: z.string().min(1).max(256),
  where: z.array(property).max(20).optional(),
  whereAny: z.array(property).max(20).optional(),
}
const within = z.union([
  z.strictObject({ lastSeconds: seconds }),
  z.strictObject({ from: z.string().max(64).optional(), to: z.string().max(64).optional() }),
  z.strictObject({ period: z.enum(calendarPeriods), zone: zone.optional() }),
])
export type Within = z.infer<typeof within>

const comparison = z.strictObject({
  is: z.enum(['at_least', 'more_than', 'at_most', 'less_than', 'exactly', 'not']),
  than: z.number(),
})
export type Comparison = z.infer<typeof comparison>

export const messageDeeds = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'complained', 'replied'] as const
export const measures = [
  'orders',
  'revenue',
  'refunded',
  'average_order',
  'days_since_last_order',
  'days_since_first_order',
] as const
export const scoreMeasures = ['risk', 'alive', 'clv'] as const

const leaves = [
  z.strictObject({ kind: z.literal('everyone') }),
  z.strictObject({ kind: z.literal('trait'), path, test: valueTest }),
  z.strictObject({
    kind: z.literal('kept'),
    path,
    value: scalar,
    atLeastSeconds: seconds.optional(),
    lessThanSeconds: seconds.optional(),
  }),
  z.strictObject({
    kind: z.literal('event'),
    ...eventFilter,
    /** how often; with `sum` the total of that property instead */
    sum: path.optional(),
    count: comparison,
    within: within.optional(),
    /** only events whose property of this path is the key of the run that asks */
    key: path.optional(),
  }),
  z.strictObject({ kind: z.literal('event_time'), ...eventFilter, which: z.enum(['first', 'last']), test: valueTest }),
  z.strictObject({
    kind: z.literal('last_event'),
    ...eventFilter,
    has: z.array(property).min(1).max(20),
  }),
  z.strictObject({
    kind: z.literal('sequence'),
    steps: z.array(z.strictObject(eventFilter)).min(2).max(8),
    withinSeconds: seconds.optional(),
  }),
  z.strictObject({
    kind: z.literal('message'),
    did: z.enum(messageDeeds),
    template: z.string().max(256).optional(),
    channel: z.string().max(64).optional(),
    count: comparison,
    within: within.optional(),
  }),
  z.strictObject({
    kind: z.literal('subscribed'),
    topic: z.string().min(1).max(128),
    mode: z.enum(['opt_in', 'opt_out']),
  }),
  z.strictObject({
    kind: z.literal('consent'),
    channel: z.string().min(1).max(64),
    purpose: z.string().max(64).optional(),
    state: z.enum(['given', 'withdrawn', 'none']),
  }),
  z.strictObject({ kind: z.literal('in_segment'), segmentId: z.uuid() }),
  z.strictObject({ kind: z.literal('random'), share: z.number().min(0).max(1), salt: z.string().max(128) }),
  z.strictObject({ kind: z.literal('measure'), measure: z.enum(measures), count: comparison }),
  z.strictObject({
    kind: z.literal('risk'),
    bands: z
      .array(z.enum(['low', 'medium', 'high']))
      .min(1)
      .max(3),
  }),
  z.strictObject({ kind: z.literal('score'), score: z.enum(scoreMeasures), count: comparison }),
] as const

type Leaf = z.infer<(typeof leaves)[number]>
export type Condition =
  | Leaf
  | { kind: 'all' | 'any' | 'none' | 'one'; of: Condition[] }
  | { kind: 'not'; of: Condition }

const group = <Kind extends 'all' | 'any' | 'none' | 'one'>(kind: Kind) =>
  z.strictObject({
    kind: z.literal(kind),
    get of() {
      return z.array(condition).max(50)
    },
  })

export const condition: z.ZodType<Condition, Condition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    ...leaves,
    group('all'),
    group('any'),
    group('none'),
    group('one'),
    z.strictObject({ kind: z.literal('not'), of: condition }),
  ]),
)

export const segmentStatus = z.enum(['ready', 'counting', 'failed'])

export const segment = z.object({
  segmentId: z.uuid(),
  name: z.string(),
  description: z.string(),
  /** null: a list kept by hand */
  definition: condition.nullable(),
  version: z.int(),
  status: segmentStatus,
  error: z.string().nullable(),
  members: z.int(),
  /** listed by hand: always in, never in */
  listedIn: z.int(),
  listedOut: z.int(),
  /** entered and left in the last seven days, by what people did */
  enteredThisWeek: z.int(),
  leftThisWeek: z.int(),
  computedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Segment = z.infer<typeof segment>
export const segmentList = z.object({ segments: z.array(segment) })

const name = z.string().trim().min(1).max(120)
export const createSegment = z.object({
  segmentId: z.uuid().optional(),
  name,
  description: z.string().max(1000).default(''),
  definition: condition.nullable(),
})
export type CreateSegment = z.input<typeof createSegment>
export const changeSegment = z.object({
  name: name.optional(),
  description: z.string().max(1000).optional(),
  definition: condition.nullable().optional(),
})
export type ChangeSegment = z.infer<typeof changeSegment>

/** People put on or off by hand. `replace` makes these the only ones that are always in. */
export const changeSegmentList = z.object({
  add: z.array(z.uuid()).max(10_000).optional(),
  remove: z.array(z.uuid()).max(10_000).optional(),
  /** neither always in nor never in any more */
  release: z.array(z.uuid()).max(10_000).optional(),
  replace: z.array(z.uuid()).max(10_000).optional(),
})
export type ChangeSegmentList = z.infer<typeof changeSegmentList>

export const segmentMember = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  since: z.iso.datetime(),
  listed: z.boolean(),
})
export const segmentMembers = z.object({ members: z.array(segmentMember), total: z.int(), next: z.string().nullable() })
export type SegmentMembers = z.infer<typeof segmentMembers>

export const segmentDay = z.object({ day: z.string(), members: z.int(), entered: z.int(), left: z.int() })
export const segmentHistory = z.object({ days: z.array(segmentDay) })
export type SegmentHistory = z.infer<typeof segmentHistory>

export const previewSegment = z.object({ definition: condition, segmentId: z.uuid().optional() })
export const segmentPreview = z.object({
  members: z.int(),
  customers: z.int(),
  /** up to ten of them */
  examples: z.array(segmentMember.omit({ since: true, listed: true })),
})
export type SegmentPreview = z.infer<typeof segmentPreview>
