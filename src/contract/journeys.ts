import { z } from 'zod'
import { locale } from './locale.ts'
import { channelTotals } from './messaging.ts'
import { messageChannels } from './messaging-words.ts'
import { playKeys, playNeeds } from './play-words.ts'
import { condition } from './segments.ts'

/**
 * Journeys: what happens to one person after something began it. Definitions and examples: docs/guide/journeys.md. Times of day are
 * those of the person where a `timezone` is known of them, else of the shop; shares are whole percent.
 */

const id = z.string().regex(/^[a-z0-9_-]{1,40}$/)
const name = z.string().trim().min(1).max(120)
const event = z.string().min(1).max(256)
const path = z.string().min(1).max(256)
const scalar = z.union([z.string().max(1024), z.number(), z.boolean()])
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const weekdays = z.array(z.int().min(1).max(7)).min(1).max(7)
const aYear = 366 * 86_400

/** A question to one property of an event, as segments ask it. */
export const eventTest = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('equal'), value: scalar }),
  z.strictObject({ is: z.literal('not_equal'), value: scalar }),
  z.strictObject({ is: z.literal('one_of'), values: z.array(scalar).min(1).max(100) }),
  z.strictObject({ is: z.literal('at_least'), value: z.number() }),
  z.strictObject({ is: z.literal('more_than'), value: z.number() }),
  z.strictObject({ is: z.literal('at_most'), value: z.number() }),
  z.strictObject({ is: z.literal('less_than'), value: z.number() }),
  z.strictObject({ is: z.literal('between'), from: z.number(), to: z.number() }),
  z.strictObject({ is: z.literal('none_of'), values: z.array(scalar).min(1).max(100) }),
  ...(['known', 'unknown', 'true', 'false'] as const).map((is) => z.strictObject({ is: z.literal(is) })),
  ...(['contains', 'not_contains', 'starts_with', 'ends_with'] as const).map((is) =>
    z.strictObject({ is: z.literal(is), value: z.string().min(1).max(1024) }),
  ),
])
export type EventTest = z.infer<typeof eventTest>

const eventFilter = {
  event,
  where: z
    .array(z.strictObject({ path, test: eventTest }))
    .max(20)
    .optional(),
}
export type EventFilter = { event: string; where?: { path: string; test: EventTest }[] | undefined }

export const journeyTrigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), ...eventFilter }),
  z.strictObject({
    kind: z.literal('segment'),
    segmentId: z.uuid(),
    on: z.enum(['entered', 'left']).default('entered'),
    /** who still belongs to it at the end begins again */
    repeats: z.boolean().default(false),
  }),
  /** every day: those for whom the day is `days` before (negative) or after the date in a trait, each year or once */
  z.strictObject({
    kind: z.literal('date'),
    trait: path,
    days: z.int().min(-365).max(365).default(0),
    yearly: z.boolean().default(true),
    at: time.default('09:00'),
  }),
  /** on these days of the week, everybody for whom the condition holds by then */
  z.strictObject({ kind: z.literal('schedule'), at: time, weekdays: weekdays.optional(), condition }),
  /** people are put in by hand or through the API */
  z.strictObject({ kind: z.literal('manual') }),
])
export type JourneyTrigger = z.infer<typeof journeyTrigger>

const messagePurposes = ['transactional', 'useful', 'promotional'] as const
export const journeyNode = z.discriminatedUnion('kind', [
  z.strictObject({
    id,
    kind: z.literal('message'),
    templateId: z.uuid(),
    purpose: z.enum(messagePurposes),
    /** by this one alone; without it the contact policy picks one that reaches the person */
    channel: z.enum(messageChannels).optional(),
    next: id.nullable(),
  }),
  z.strictObject({ id, kind: z.literal('wait'), seconds: z.int().min(1).max(aYear), next: id.nullable() }),
  z.strictObject({
    id,
    kind: z.literal('wait_until'),
    at: time,
    weekdays: weekdays.optional(),
    zone: z.enum(['person', 'shop']).default('person'),
    next: id.nullable(),
  }),
  /**
   * Until a day of the calendar, or one counted from a date: in a trait, or in a property of the event that began the journey (of the `data`
   * with which people were put in). With `seconds` it is counted from the moment itself, and `at` is the time of a date that has none. Who
   * has no such date goes on at once.
   */
  z.strictObject({
    id,
    kind: z.literal('wait_date'),
    day: z.union([
      z.strictObject({ date: z.iso.date() }),
      z.strictObject({ trait: path, days: z.int().min(-365).max(365).default(0), yearly: z.boolean().default(false) }),
      z.strictObject({ property: path, days: z.int().min(-365).max(365).default(0) }),
      z.strictObject({ property: path, seconds: z.int().min(-aYear).max(aYear) }),
    ]),
    at: time.default('09:00'),
    next: id.nullable(),
  }),
  /** until the hour at which this person mostly opens messages, looks and buys; within a day */
  z.strictObject({
    id,
    kind: z.literal('wait_best_hour'),
    from: time.default('08:00'),
    until: time.default('21:00'),
    next: id.nullable(),
  }),
  z.strictObject({
    id,
    kind: z.literal('wait_for'),
    ...eventFilter,
    /** only the event that carries the key of this run */
    keyed: z.boolean().default(false),
    seconds: z.int().min(1).max(aYear),
    next: id.nullable(),
    otherwise: id.nullable(),
  }),
  /** until somebody belongs to a segment; who does already goes on at once */
  z.strictObject({
    id,
    kind: z.literal('wait_segment'),
    segmentId: z.uuid(),
    seconds: z.int().min(1).max(aYear),
    next: id.nullable(),
    otherwise: id.nullable(),
  }),
  z.strictObject({ id, kind: z.literal('branch'), condition, next: id.nullable(), otherwise: id.nullable() }),
  z.strictObject({
    id,
    kind: z.literal('split'),
    ways: z
      .array(z.strictObject({ key: id, share: z.int().min(1).max(99), next: id.nullable() }))
      .min(2)
      .max(8),
  }),
  z.strictObject({
    id,
    kind: z.literal('action'),
    /** one of those that GET /journeys/actions names */
    action: z.string().regex(/^[a-z_]{1,40}$/),
    params: z.record(z.string(), z.unknown()),
    next: id.nullable(),
  }),
  z.strictObject({ id, kind: z.literal('exit') }),
])
export type JourneyNode = z.infer<typeof journeyNode>

export const journeyDefinition = z.strictObject({
  trigger: journeyTrigger,
  again: z
    .discriminatedUnion('rule', [
      z.strictObject({ rule: z.literal('never') }),
      z.strictObject({ rule: z.literal('always') }),
      z.strictObject({ rule: z.literal('after_days'), days: z.int().min(1).max(3660) }),
    ])
    .default({ rule: 'never' }),
  /** a property of the event that begins it: one run for each value, as one per cart */
  key: path.optional(),
  /** at most so many begin in an hour or a day; the others wait for their turn */
  limit: z
    .strictObject({ people: z.int().min(1).max(1_000_000), per: z.enum(['hour', 'day']) })
    .nullable()
    .default(null),
  /** percent kept out by chance, to compare with */
  control: z.int().min(0).max(50).default(10),
  start: id.nullable(),
  nodes: z.array(journeyNode).max(100),
  /**
   * `exits`: who reaches it leaves at once; `keyed`: only the event that carries the key of a run is its goal, without it that of every
   * run; `value`: a number in the event that is summed beside the money of orders
   */
  goal: z
    .strictObject({
      ...eventFilter,
      windowDays: z.int().min(1).max(365),
      exits: z.boolean().default(true),
      keyed: z.boolean().optional(),
      value: z.string().trim().min(1).max(128).optional(),
    })
    .nullable()
    .default(null),
  /** who does this leaves at once; `keyed` events only end the run of their key */
  exitOn: z
    .array(z.strictObject({ ...eventFilter, keyed: z.boolean().default(false) }))
    .max(10)
    .default([]),
  /** also during a wait */
  exitOnUnsubscribe: z.boolean().default(true),
})
export type JourneyDefinition = z.output<typeof journeyDefinition>

export const journeyStatuses = ['draft', 'running', 'paused', 'archived'] as const
export type JourneyStatus = (typeof journeyStatuses)[number]

export const journey = z.object({
  journeyId: z.uuid(),
  name: z.string(),
  description: z.string(),
  play: z.string().nullable(),
  status: z.enum(journeyStatuses),
  definition: journeyDefinition,
  /** null: never switched on */
  version: z.int().nullable(),
  /** the draft says something else than what runs */
  changed: z.boolean(),
  experimentId: z.uuid().nullable(),
  /** by the step whose ways it compares, of the version that runs */
  splits: z.array(z.object({ nodeId: z.string(), experimentId: z.uuid() })),
  backfill: z.enum(['none', 'waiting', 'done']),
  /** runs begun, those of people kept out not counted */
  entered: z.int(),
  active: z.int(),
  reachedGoal: z.int(),
  keptOut: z.int(),
  liveSince: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Journey = z.infer<typeof journey>
export const journeyList = z.object({ journeys: z.array(journey) })
export type JourneyList = z.infer<typeof journeyList>

/** GET /journeys: `using` leaves only those at work whose steps name this survey, segment, template or reward by its id. */
export const listJourneysQuery = z.object({ using: z.string().min(1).max(64).optional() })

/** The same `requestKey` again gives the journey that it made. */
export const createJourney = z.object({
  name,
  description: z.string().max(1000).default(''),
  definition: journeyDefinition,
  requestKey: z.string().min(8).max(100).optional(),
})
export type CreateJourney = z.input<typeof createJourney>
export const changeJourney = z.object({
  name: name.optional(),
  description: z.string().max(1000).optional(),
  definition: journeyDefinition.optional(),
})
export type ChangeJourney = z.input<typeof changeJourney>

/**
 * `backfill`: also those who belong to the segment already. `moving`: whoever is on the way finishes on the version on which they
 * began, or goes on with the new one where their step is still there.
 */
export const startJourney = z.object({
  backfill: z.boolean().default(false),
  moving: z.enum(['finish', 'move']).default('finish'),
})

/** With a `requestKey`, sending it twice puts nobody in twice. */
export const enterJourney = z.object({
  customerIds: z.array(z.uuid()).min(1).max(1000),
  key: z.string().max(256).optional(),
  data: z.record(z.string(), z.unknown()).default({}),
  requestKey: z.string().min(8).max(100).optional(),
})
export const enteredJourney = z.object({ entered: z.int() })

/** Everybody who belongs to a segment at the time; they begin one after the other, in the background. */
export const enterSegment = z.object({ segmentId: z.uuid() })

/** GET /journeys/actions: what an action step can do here. */
export const journeyActionList = z.object({ actions: z.array(z.string()) })

/** GET /journeys/webhook-key: whether calls of webhook steps are signed with a key that somebody has. */
export const journeyWebhookKey = z.object({ madeAt: z.iso.datetime().nullable() })
export type JourneyWebhookKey = z.infer<typeof journeyWebhookKey>
/** POST /journeys/webhook-key: the new key, this once. Calls carry the signature of the one before as well, for a day. */
export const newJourneyWebhookKey = z.object({ key: z.string(), madeAt: z.iso.datetime() })
export type NewJourneyWebhookKey = z.infer<typeof newJourneyWebhookKey>
export type JourneyActionList = z.infer<typeof journeyActionList>

const nodeCount = z.object({
  nodeId: z.string(),
  /** there now */
  waiting: z.int(),
  /** how often it was passed, by what came of it */
  outcomes: z.record(z.string(), z.int()),
})
export const journeyFlow = z.object({
  nodes: z.array(nodeCount),
  /** steps, of what runs and of the draft, that cannot be done for anybody as things are, and why */
  faults: z.array(z.object({ nodeId: z.string(), reason: z.string(), text: z.string() })),
  /** of its messages */
  channels: z.array(channelTotals),
  ended: z.object({
    finished: z.int(),
    /** reached the goal and left, by an exit event, unsubscribed… by reason */
    left: z.record(z.string(), z.int()),
    failed: z.int(),
    keptOut: z.int(),
  }),
})
export type JourneyFlow = z.infer<typeof journeyFlow>

export const journeyRun = z.object({
  runId: z.uuid(),
  customerId: z.uuid(),
  name: z.string().nullable(),
  version: z.int(),
  key: z.string(),
  status: z.enum(['active', 'finished', 'left', 'failed', 'control']),
  reason: z.string().nullable(),
  nodeId: z.string().nullable(),
  wakeAt: z.iso.datetime().nullable(),
  enteredAt: z.iso.datetime(),
  goalAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
})
export type JourneyRun = z.infer<typeof journeyRun>
export const journeyRuns = z.object({ runs: z.array(journeyRun), next: z.string().nullable() })
export type JourneyRuns = z.infer<typeof journeyRuns>

/** Whom it would have met; messages that the contact policy would have held back are not taken off. */
export const journeyForecast = z.object({
  /** people who would begin, `days` back from now; null where the past cannot tell */
  people: z.int().nullable(),
  days: z.int(),
  /** who belongs to the segment, or meets the condition, now */
  now: z.int().nullable(),
})
export type JourneyForecast = z.infer<typeof journeyForecast>

/** What it would have done in the last year, walked through person by person with what really happened to them. */
export const journeySimulation = z.object({
  /** the first day that is looked at, and the last */
  from: z.iso.date(),
  to: z.iso.date(),
  /** past: when it happened to them; now: as if everybody who belongs today began today */
  basis: z.enum(['past', 'now']),
  /** so many days lie between two looks at who belonged to the segment; null: every moment is known */
  everyDays: z.int().nullable(),
  /** runs that would have begun, of how many people; those kept out by chance are not among them */
  runs: z.int(),
  people: z.int(),
  keptOut: z.int(),
  reachedGoal: z.int(),
  /** only so many of them were walked through, and the figures stretched to all */
  sampled: z.int().nullable(),
  steps: z.array(z.object({ nodeId: z.string(), passed: z.int() })),
  messages: z.int(),
  examples: z.array(
    z.object({
      customerId: z.uuid(),
      name: z.string().nullable(),
      at: z.iso.datetime(),
      /** what they would have got, in order */
      did: z.array(z.object({ nodeId: z.string(), at: z.iso.datetime() })),
      ended: z.enum(['finished', 'goal', 'event', 'unsubscribed', 'waiting']),
    }),
  ),
})
export type JourneySimulation = z.infer<typeof journeySimulation>

export const play = z.object({
  key: z.enum(playKeys),
  /** whom it would begin with: now, or in the last 90 days of this shop; null where sizes were not asked for */
  people: z.int().nullable(),
  over: z.enum(['now', 'quarter']),
  /** what it lives on, and whether this shop has it */
  needs: z.array(z.object({ what: z.enum(playNeeds), name: z.string().nullable(), met: z.boolean() })),
  /** of people, not of everything they do: one message each, tasks for staff */
  messages: z.int(),
  tasks: z.int(),
  goal: z.object({ event: z.string(), days: z.int() }),
  control: z.int(),
  /** the journey that was made of it */
  journeyId: z.uuid().nullable(),
})
export type Play = z.infer<typeof play>
export const playList = z.object({ plays: z.array(play) })
export type PlayList = z.infer<typeof playList>
/** Counting looks back over 90 days of everybody, which takes a large shop seconds; without it the list is there at once. */
export const playQuery = z.object({ sizes: z.enum(['counted', 'none']).default('counted') })
export type PlayQuery = z.infer<typeof playQuery>

/** GET /plays/sizes: whom each would begin with, as far as it is counted; `left` plays are not. Each call counts on for about a second. */
export const playSizes = z.object({
  sizes: z.array(play.pick({ key: true, over: true }).extend({ people: z.int() })),
  left: z.int(),
})
export type PlaySizes = z.infer<typeof playSizes>

/** The language of the names; messages are written in all five. */
export const usePlay = z.object({ locale: locale })
