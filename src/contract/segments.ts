import { z } from 'zod'
import {
  type CalendarPeriod,
  calendarPeriods,
  comparisons,
  likings,
  measures,
  messageDeeds,
  readyMadeGroups,
  riskBands,
  scoreMeasures,
} from './segment-words.ts'

export type { CalendarPeriod } from './segment-words.ts'

/**
 * What makes somebody a member of a segment: one language for the API, the builder, journeys and campaigns. Definitions and
 * examples: docs/guide/segments.md. Times are judged at the moment of the question; days in the shop's zone unless `zone` is given.
 */

/** A dotted path into traits or properties: `address.city`, `orders[*].total` (any of them), `items[0]`, `["odd.name"]`. */
const path = z.string().min(1).max(256)
const scalar = z.union([z.string().max(1024), z.number(), z.boolean()])
const seconds = z.number().min(0).max(3_155_760_000)
const zone = z.string().max(64)
/** Whose weeks, months, quarters and years these are; the Gregorian calendar's when absent. Jalali weeks begin on Saturdays. */
const calendar = z.enum(['gregorian', 'jalali'])

type Scalar = string | number | boolean

/** A period as it stands now. */
export type InPeriod = {
  period: CalendarPeriod
  calendar?: z.infer<typeof calendar> | undefined
  zone?: string | undefined
}

// Written out, so that the language can be read at a glance; the compiler holds the schemas below to it.
export type ValueTest =
  | { is: 'equal' | 'not_equal' | 'includes' | 'excludes'; value: Scalar }
  | { is: 'one_of' | 'none_of'; values: Scalar[] }
  | { is: 'at_least' | 'more_than' | 'at_most' | 'less_than'; value: number }
  | { is: 'between'; from: number; to: number }
  | { is: 'known' | 'unknown' | 'empty' | 'not_empty' | 'true' | 'false' }
  | { is: 'contains' | 'not_contains' | 'starts_with' | 'ends_with' | 'like' | 'matches'; value: string }
  | { is: 'before' | 'after'; at: string }
  | { is: 'within_last' | 'longer_ago_than' | 'within_next'; seconds: number }
  | ({ is: 'calendar' | 'anniversary_in' } & InPeriod)
  | { is: 'days_from_today'; days: number; zone?: string | undefined }
  | { is: 'anniversary'; from: number; to: number; zone?: string | undefined }

const inPeriod = { period: z.enum(calendarPeriods), calendar: calendar.optional(), zone: zone.optional() }
const test = <Is extends string, Shape extends z.ZodRawShape>(is: Is, shape: Shape) =>
  z.strictObject({ is: z.literal(is), ...shape })

/** A question to one value. What is missing answers only `unknown`, `empty` and whatever is said with “not”. */
export const valueTest: z.ZodType<ValueTest, ValueTest> = z.discriminatedUnion('is', [
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
  test('calendar', inPeriod),
  test('days_from_today', { days: z.int().min(-3660).max(3660), zone: zone.optional() }),
  test('anniversary', {
    /** the first and last day, counted from today: 0 and 0 is today, 0 and 6 the coming week */
    from: z.int().min(-366).max(366),
    to: z.int().min(-366).max(366),
    zone: zone.optional(),
  }),
  test('anniversary_in', inPeriod),
])

export type PropertyTest = { path: string; test: ValueTest }
const property: z.ZodType<PropertyTest, PropertyTest> = z.strictObject({ path, test: valueTest })

/** Events of one kind: by name, or by the beginning of it with `*` at the end; every condition of `where` on one event, or one of `whereAny`. */
const eventFilter = {
  event: z.string().min(1).max(256),
  where: z.array(property).max(20).optional(),
  whereAny: z.array(property).max(20).optional(),
}
export type Within = { lastSeconds: number } | { from?: string | undefined; to?: string | undefined } | InPeriod
const within: z.ZodType<Within, Within> = z.union([
  z.strictObject({ lastSeconds: seconds }),
  z.strictObject({ from: z.string().max(64).optional(), to: z.string().max(64).optional() }),
  z.strictObject(inPeriod),
])

export type Comparison = { is: 'at_least' | 'more_than' | 'at_most' | 'less_than' | 'exactly' | 'not'; than: number }
const comparison: z.ZodType<Comparison, Comparison> = z.strictObject({
  is: z.enum(comparisons),
  than: z.number(),
})

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
    bands: z.array(z.enum(riskBands)).min(1).max(3),
  }),
  z.strictObject({ kind: z.literal('score'), score: z.enum(scoreMeasures), count: comparison }),
  /** among what they would most likely want next: a product by its id or name, or something of a category */
  z.strictObject({ kind: z.literal('would_like'), what: z.enum(likings), value: z.string().min(1).max(300) }),
] as const

type EventFilter = { event: string; where?: PropertyTest[] | undefined; whereAny?: PropertyTest[] | undefined }
type Leaf =
  | { kind: 'everyone' }
  | { kind: 'trait'; path: string; test: ValueTest }
  | {
      kind: 'kept'
      path: string
      value: Scalar
      atLeastSeconds?: number | undefined
      lessThanSeconds?: number | undefined
    }
  | (EventFilter & {
      kind: 'event'
      sum?: string | undefined
      count: Comparison
      within?: Within | undefined
      key?: string | undefined
    })
  | (EventFilter & { kind: 'event_time'; which: 'first' | 'last'; test: ValueTest })
  | (EventFilter & { kind: 'last_event'; has: PropertyTest[] })
  | { kind: 'sequence'; steps: EventFilter[]; withinSeconds?: number | undefined }
  | {
      kind: 'message'
      did: (typeof messageDeeds)[number]
      template?: string | undefined
      channel?: string | undefined
      count: Comparison
      within?: Within | undefined
    }
  | { kind: 'subscribed'; topic: string; mode: 'opt_in' | 'opt_out' }
  | { kind: 'consent'; channel: string; purpose?: string | undefined; state: 'given' | 'withdrawn' | 'none' }
  | { kind: 'in_segment'; segmentId: string }
  | { kind: 'random'; share: number; salt: string }
  | { kind: 'measure'; measure: (typeof measures)[number]; count: Comparison }
  | { kind: 'risk'; bands: ('low' | 'medium' | 'high')[] }
  | { kind: 'score'; score: (typeof scoreMeasures)[number]; count: Comparison }
  | { kind: 'would_like'; what: (typeof likings)[number]; value: string }
export type Condition =
  | Leaf
  | { kind: 'all' | 'any' | 'none' | 'one'; of: Condition[] }
  | { kind: 'not'; of: Condition }

const group = <Kind extends 'all' | 'any' | 'none' | 'one'>(kind: Kind) =>
  z.strictObject({
    kind: z.literal(kind),
    get of() {
      return z.array(nested).max(50)
    },
  })

const nested: z.ZodType<Condition, Condition> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    ...leaves,
    group('all'),
    group('any'),
    group('none'),
    group('one'),
    z.strictObject({ kind: z.literal('not'), of: nested }),
  ]),
)

const deepest = 100

/** Not by a function that calls itself: however deep it is, that must hurt nobody. */
function isTooDeep(root: unknown): boolean {
  const left = [{ value: root, depth: 0 }]
  for (let one = left.pop(); one; one = left.pop()) {
    const { value, depth } = one
    if (typeof value !== 'object' || value === null) continue
    if (depth >= deepest) return true
    for (const child of Object.values(value)) left.push({ value: child, depth: depth + 1 })
  }
  return false
}

/** Looked at before it is read, which goes as deep as it does. */
export const condition = z.preprocess((value, { addIssue }) => {
  if (!isTooDeep(value)) return value
  addIssue({ code: 'custom', message: `Nested deeper than ${deepest} levels.` })
  return z.NEVER
}, nested) as unknown as z.ZodType<Condition, Condition>

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
  /** members on each of the last thirty days that it has been there, the latest last */
  lately: z.array(z.int()),
  computedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Segment = z.infer<typeof segment>
export type SegmentList = { segments: Segment[] }

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
  externalId: z.string().nullable(),
  since: z.iso.datetime(),
  listed: z.boolean(),
})
export const segmentMembers = z.object({ members: z.array(segmentMember), total: z.int(), next: z.string().nullable() })
export type SegmentMembers = z.infer<typeof segmentMembers>

export const segmentDay = z.object({ day: z.string(), members: z.int(), entered: z.int(), left: z.int() })
export const segmentHistory = z.object({ days: z.array(segmentDay) })
export type SegmentHistory = z.infer<typeof segmentHistory>

/** `quick`: with many customers only some of them, chosen by chance, are asked, and the answer is stretched to all. */
export const previewSegment = z.object({
  definition: condition,
  segmentId: z.uuid().optional(),
  quick: z.boolean().default(false),
})
export const segmentPreview = z.object({
  members: z.int(),
  customers: z.int(),
  /** stretched from some of them: ask again without `quick` for the exact number */
  isAbout: z.boolean(),
  /** up to ten of them */
  examples: z.array(segmentMember.omit({ since: true, listed: true })),
})
export type SegmentPreview = z.infer<typeof segmentPreview>

/** GET /segments/ready-made: definitions to start from, with what is commonest in this shop filled in. */
export const readyMadeSegment = z.object({
  key: z.string(),
  group: z.enum(readyMadeGroups),
  definition: condition,
  /** what it is empty without: scores of everybody, messages that were sent */
  needs: z.enum(['predictions', 'messages']).nullable(),
})
export type ReadyMadeSegment = z.infer<typeof readyMadeSegment>
export type ReadyMadeSegments = { segments: ReadyMadeSegment[] }

/** GET /segments/events: what this shop has seen people do, the commonest first. */
export const segmentEvents = z.object({
  events: z.array(z.object({ event: z.string(), people: z.int(), count: z.int() })),
})
export type SegmentEvents = z.infer<typeof segmentEvents>

/** GET /segments/properties: what events of one name carry, with values that occur. */
export const eventProperties = z.object({
  properties: z.array(z.object({ path: z.string(), values: z.array(z.string()) })),
})
export type EventProperties = z.infer<typeof eventProperties>

/** GET /customers/{id}/segments */
export const customerSegments = z.object({
  segments: z.array(z.object({ segmentId: z.uuid(), name: z.string(), since: z.iso.datetime() })),
})
export type CustomerSegments = z.infer<typeof customerSegments>
