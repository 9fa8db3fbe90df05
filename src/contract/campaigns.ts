import { z } from 'zod'
import { campaignFates, campaignProblems, campaignStatuses } from './campaign-words.ts'
import { experimentStates } from './experiments.ts'
import { channelTotals } from './messaging.ts'
import { messageChannels, messageReasons } from './messaging-words.ts'

export type { CampaignFate } from './campaign-words.ts'

/**
 * Campaigns: one message, or the better of a few, to everybody who belongs to some segments at one moment. Shares are whole percent;
 * local times are those of the person where a `timezone` is known of them, else of the shop.
 */

const name = z.string().trim().min(1).max(120)
const segmentIds = z.array(z.uuid()).max(20)
const localTime = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, 'A day and a time: 2026-03-02T09:00')
  .refine((moment) => z.iso.date().safeParse(moment.slice(0, 10)).success, 'There is no such day')

export const campaignSchedule = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('now') }),
  /** when it is this day and time in the shop */
  z.strictObject({ kind: z.literal('at'), at: localTime }),
  /** when it is this day and time where the person lives */
  z.strictObject({ kind: z.literal('local'), at: localTime }),
])
export type CampaignSchedule = z.infer<typeof campaignSchedule>

export const campaignVariant = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9_]{1,32}$/)
    .refine((key) => key !== 'control' && key !== 'rest', 'This key is taken.'),
  name: z.string().trim().min(1).max(80),
  templateId: z.uuid(),
  /** those of all variants make 100 */
  share: z.int().min(1).max(100),
})
export type CampaignVariant = z.infer<typeof campaignVariant>

export const campaignDefinition = z.strictObject({
  purpose: z.enum(['useful', 'promotional']).default('promotional'),
  /** whoever belongs to one of these … */
  audience: segmentIds.min(1),
  /** … and to none of these */
  exclude: segmentIds.default([]),
  variants: z.array(campaignVariant).min(1).max(4),
  /** a share gets the variants, and `hours` later the others get the one that did best; null: all get theirs at once */
  winner: z
    .strictObject({ by: z.enum(['clicks', 'goal']), testShare: z.int().min(5).max(80), hours: z.int().min(1).max(168) })
    .nullable()
    .default(null),
  /** percent kept out by chance, to compare with */
  control: z.int().min(0).max(50).default(10),
  goal: z
    .strictObject({
      event: z.string().min(1).max(128).default('Order Completed'),
      windowDays: z.int().min(1).max(365).default(14),
      /** a number in the event that is summed beside the money of orders */
      value: z.string().min(1).max(128).nullable().default(null),
    })
    .prefault({}),
  schedule: campaignSchedule.default({ kind: 'now' }),
  /** messages an hour at most */
  perHour: z.int().min(1).max(10_000_000).nullable().default(null),
})
export type CampaignDefinition = z.output<typeof campaignDefinition>
export type CampaignDefinitionInput = z.input<typeof campaignDefinition>

export const campaign = z.object({
  campaignId: z.uuid(),
  name: z.string(),
  status: z.enum(campaignStatuses),
  definition: campaignDefinition,
  /** why it stopped by itself */
  problem: z.enum(campaignProblems).nullable(),
  /** null: without a control group, or not begun */
  experimentId: z.uuid().nullable(),
  /** when its audience is written down; nobody joins later */
  startsAt: z.iso.datetime().nullable(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  /** of the frozen audience */
  people: z.int(),
  /** for how many of them it is decided what they get */
  reached: z.int(),
  /** messages put into the outbox */
  queued: z.int(),
  /** people a second since it began or went on, as far as `perHour` lets them; null while nothing moves */
  ratePerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  /** when the best variant is chosen */
  decidesAt: z.iso.datetime().nullable(),
  /** key of the variant that the others got */
  winner: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
})
export type Campaign = z.infer<typeof campaign>
export const campaignList = z.object({ campaigns: z.array(campaign) })
export type CampaignList = z.infer<typeof campaignList>

/** The same `requestKey` again gives the campaign that it made. */
export const createCampaign = z.object({
  name,
  definition: campaignDefinition,
  requestKey: z.string().min(8).max(100).optional(),
})
export type CreateCampaign = z.input<typeof createCampaign>
export const changeCampaign = z.object({ name: name.optional(), definition: campaignDefinition.optional() })
export type ChangeCampaign = z.input<typeof changeCampaign>

/** `approved`: the number of people, typed by hand, from 500 on. `undoSeconds`: it can be called back for so long. */
export const scheduleCampaign = z.object({
  approved: z.int().min(0).optional(),
  undoSeconds: z.int().min(0).max(60).default(0),
})
export const resumeCampaign = z.object({ approved: z.int().min(0).optional() })
/** `name` of the copy; the draft begins anew, without anybody in it */
export const duplicateCampaign = z.object({ name, requestKey: z.string().min(8).max(100).optional() })

const person = z.object({
  customerId: z.uuid(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  phone: z.string().nullable(),
  externalId: z.string().nullable(),
})

export const campaignEstimate = z.object({
  /** who would be written down now */
  people: z.int(),
  /** taken out because they belong to an excluded segment */
  excluded: z.int(),
  /** of them kept out by chance, about */
  control: z.int(),
  /** of the others: what the contact policy would say now; looked at one by one for `sampled` of them, projected to all */
  policy: z.object({
    sampled: z.int(),
    sent: z.int(),
    /** would wait for the end of quiet hours */
    waits: z.int(),
    heldBack: z.array(z.object({ reason: z.enum(messageReasons), people: z.int() })),
  }),
  examples: z.array(person),
  /** somebody must type the number */
  needsApproval: z.boolean(),
})
export type CampaignEstimate = z.infer<typeof campaignEstimate>

const variantTotals = z.object({
  /** key of a variant */
  variant: z.string(),
  queued: z.int(),
  sent: z.int(),
  heldBack: z.int(),
  failed: z.int(),
  unknown: z.int(),
  /** still in the outbox */
  open: z.int(),
  opened: z.int(),
  clicked: z.int(),
  /** people who reached the goal within its window after their message; what they would have done anyway is in it */
  goal: z.int(),
})
export const campaignResults = z.object({
  variants: z.array(variantTotals),
  /** `goal` as in variants */
  channels: z.array(channelTotals.extend({ goal: z.int() })),
  heldBack: z.array(z.object({ reason: z.enum(messageReasons), people: z.int() })),
  people: z.object({
    waiting: z.int(),
    reserve: z.int(),
    queued: z.int(),
    control: z.int(),
    globalControl: z.int(),
    samePerson: z.int(),
    gone: z.int(),
  }),
  /** false: without a control group nobody can say what would have happened anyway */
  hasControl: z.boolean(),
})
export type CampaignResults = z.infer<typeof campaignResults>

export const campaignPerson = person.extend({
  variant: z.string().nullable(),
  fate: z.enum(campaignFates),
  reason: z.enum(messageReasons).nullable(),
  messageId: z.uuid().nullable(),
  sentAt: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime().nullable(),
  clickedAt: z.iso.datetime().nullable(),
  goalAt: z.iso.datetime().nullable(),
})
export type CampaignPerson = z.infer<typeof campaignPerson>
export const campaignPeople = z.object({ people: z.array(campaignPerson), next: z.uuid().nullable() })
export type CampaignPeople = z.infer<typeof campaignPeople>
export const campaignPeopleQuery = z.object({
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  fate: z.enum(campaignFates).optional(),
  format: z.enum(['json', 'csv']).default('json'),
})

const effect = z.object({ value: z.number(), low: z.number(), high: z.number() })
/** One variant of one campaign, or one journey, against its control group. */
export const whatWorksRow = z.object({
  kind: z.enum(['campaign', 'journey']),
  id: z.uuid(),
  name: z.string(),
  /** key of the variant, `rest` for those who got the winner; null where there is only one */
  arm: z.string().nullable(),
  /** what the variant is called */
  variant: z.string().nullable(),
  /** by which all of its messages go; null where they go by several, or there are none */
  channel: z.enum(messageChannels).nullable(),
  experimentId: z.uuid(),
  since: z.iso.datetime().nullable(),
  /** who got it and whose time is over */
  people: z.int(),
  state: z.enum(experimentStates),
  verdict: z.enum(['better', 'worse', 'unclear', 'none']),
  goal: z.string(),
  /** people more than without it, over everybody who got it, and in percent of all who got it */
  goalTotal: effect.nullable(),
  goalRate: effect.nullable(),
  /** orders more than without it */
  orders: effect.nullable(),
  /** minor units more than without it */
  money: effect.nullable(),
})
export type WhatWorksRow = z.infer<typeof whatWorksRow>
export const whatWorks = z.object({
  rows: z.array(whatWorksRow),
  /** what those brought together that write by one channel alone */
  byChannel: z.array(
    z.object({
      channel: z.enum(messageChannels),
      /** rows, not campaigns: variants count one by one */
      count: z.int(),
      people: z.int(),
      orders: effect,
      money: effect,
    }),
  ),
  /** what runs without a control group, and so says nothing here */
  withoutControl: z.array(z.object({ kind: z.enum(['campaign', 'journey']), id: z.uuid(), name: z.string() })),
  currency: z.string(),
})
export type WhatWorks = z.infer<typeof whatWorks>
