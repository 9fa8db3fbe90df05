import { z } from 'zod'
import { locale } from './locale.ts'
import {
  messageChannels,
  messagePurposes,
  messageReasons,
  messageReports,
  messageSources,
  messageStates,
} from './messaging-words.ts'

export type {
  MessageChannel,
  MessagePurpose,
  MessageReason,
  MessageReport,
  MessageSource,
  MessageState,
  ReportSource,
  SmsProvider,
} from './messaging-words.ts'

const channel = z.enum(messageChannels)
const purpose = z.enum(messagePurposes)

/** What became of the messages of one campaign or journey that went, or were to go, by one channel. */
export const channelTotals = z.object({
  channel,
  sent: z.int(),
  heldBack: z.int(),
  failed: z.int(),
  /** still in the outbox */
  open: z.int(),
  opened: z.int(),
  clicked: z.int(),
})
export type ChannelTotals = z.infer<typeof channelTotals>

/** POST /api/v1/messages: the same key again sends nothing more. */
export const sendMessage = z.object({
  key: z.string().min(1).max(200),
  customerId: z.uuid(),
  templateId: z.uuid(),
  /** by this one alone; without it the policy picks one that reaches the person */
  channel: channel.optional(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type SendMessage = z.infer<typeof sendMessage>
export const queuedMessage = z.object({ messageId: z.uuid() })

export const messageRow = z.object({
  messageId: z.uuid(),
  /** null for a test, and for somebody who was forgotten */
  customerId: z.uuid().nullable(),
  customerName: z.string().nullable(),
  templateId: z.uuid(),
  templateName: z.string().nullable(),
  purpose,
  /** by which it went, or is to go first */
  channel,
  source: z.object({ kind: z.enum(messageSources), id: z.string() }),
  state: z.enum(messageStates),
  reason: z.enum(messageReasons).nullable(),
  subject: z.string().nullable(),
  delivery: z.enum(['smtp', 'viewer', 'provider']).nullable(),
  /** what was told of it afterwards */
  reported: z.enum(messageReports).nullable(),
  /** parts of a text message */
  segments: z.number().int().nullable(),
  attempts: z.number().int(),
  queuedAt: z.iso.datetime(),
  /** when it is tried next; null when it is over */
  dueAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
  openedAt: z.iso.datetime().nullable(),
  clickedAt: z.iso.datetime().nullable(),
})
export type MessageRow = z.infer<typeof messageRow>

export const listMessagesQuery = z.object({
  state: z.enum(messageStates).optional(),
  reason: z.enum(messageReasons).optional(),
  channel: channel.optional(),
  templateId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const messagePage = z.object({
  messages: z.array(messageRow),
  nextCursor: z.string().nullable(),
  /** of the last 30 days */
  counts: z.object({ useful: z.number(), promotional: z.number(), transactional: z.number() }),
  delivery: z.enum(['smtp', 'viewer']),
})
export type MessagePage = z.infer<typeof messagePage>

export const messageDetail = messageRow.extend({
  locale: locale.nullable(),
  html: z.string().nullable(),
  text: z.string().nullable(),
  templateVersion: z.number().int().nullable(),
})
export type MessageDetail = z.infer<typeof messageDetail>

/** POST /api/v1/message-suppressions: an address that must get nothing, as a provider reports it. */
export const addSuppression = z.object({ email: z.email().max(254), reason: z.enum(['bounced', 'complained']) })

export const suppressionRow = z.object({
  suppressionId: z.string(),
  channel,
  reason: z.enum(['bounced', 'complained']),
  /** enough of the address for somebody who knows it; empty once its owner was forgotten */
  hint: z.string(),
  /** who told: smtp, manual, one of the report sources, a provider of text messages */
  source: z.string().nullable(),
  customerId: z.uuid().nullable(),
  customerName: z.string().nullable(),
  since: z.iso.datetime(),
})
export type SuppressionRow = z.infer<typeof suppressionRow>
export const listSuppressionsQuery = z.object({
  reason: z.enum(['bounced', 'complained']).optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export const suppressionPage = z.object({
  suppressions: z.array(suppressionRow),
  nextCursor: z.string().nullable(),
  counts: z.object({ bounced: z.number().int(), complained: z.number().int() }),
})
export type SuppressionPage = z.infer<typeof suppressionPage>
export type AddSuppression = z.infer<typeof addSuppression>
