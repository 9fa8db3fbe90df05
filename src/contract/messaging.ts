import { z } from 'zod'
import { messagePurposes, messageReasons, messageSources, messageStates } from './messaging-words.ts'

export type { MessagePurpose, MessageReason, MessageSource, MessageState } from './messaging-words.ts'

const purpose = z.enum(messagePurposes)
const locale = z.enum(['en', 'hu', 'ru', 'fa', 'pl'])
const liquid = (max: number) => z.string().max(max)
const url = liquid(2000)

/** What a message is made of; texts and addresses are Liquid. */
export const messageBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: liquid(300) }),
  z.object({ kind: z.literal('text'), text: liquid(10_000) }),
  z.object({ kind: z.literal('button'), text: liquid(200), url }),
  z.object({ kind: z.literal('image'), url, alt: liquid(300), link: url.optional() }),
  z.object({ kind: z.literal('divider') }),
])
export type MessageBlock = z.infer<typeof messageBlock>

/** One language of a template: blocks between the brand's head and foot, or MJML of one's own. */
export const messageVariant = z.object({
  subject: liquid(300).min(1),
  /** what mail programs show beside the subject */
  preheader: liquid(300).default(''),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('blocks'), blocks: z.array(messageBlock).min(1).max(60) }),
    z.object({ kind: z.literal('mjml'), mjml: liquid(200_000).min(1) }),
  ]),
})
export type MessageVariant = z.infer<typeof messageVariant>

const variants = z
  .partialRecord(locale, messageVariant)
  .refine((all) => Object.keys(all).length > 0, { message: 'At least one language.' })

const topicKey = z.string().regex(/^[a-z0-9_-]{1,40}$/)

/** A row of GET /api/v1/message-templates. */
export const templateRow = z.object({
  templateId: z.uuid(),
  name: z.string(),
  purpose,
  channel: z.literal('email'),
  /** what one may unsubscribe from alone */
  topic: z.string().nullable(),
  version: z.number().int(),
  locales: z.array(locale),
  updatedAt: z.iso.datetime(),
})
export type TemplateRow = z.infer<typeof templateRow>
export const templateList = z.object({ templates: z.array(templateRow) })
export type TemplateList = z.infer<typeof templateList>

export const messageTemplate = templateRow.extend({ variants })
export type MessageTemplate = z.infer<typeof messageTemplate>

/** POST /api/v1/message-templates */
export const createTemplate = z.object({
  name: z.string().trim().min(1).max(120),
  purpose,
  topic: topicKey.nullable().default(null),
  variants,
})
export type CreateTemplate = z.infer<typeof createTemplate>

/** PATCH /api/v1/message-templates/{templateId}: what is not given stays; other variants make a new version. */
export const changeTemplate = z.object({
  name: z.string().trim().min(1).max(120).optional(),
  purpose: purpose.optional(),
  topic: topicKey.nullable().optional(),
  variants: variants.optional(),
})
export type ChangeTemplate = z.infer<typeof changeTemplate>

/** POST /api/v1/message-templates/preview: nothing is kept. */
export const previewMessage = z.object({
  variants,
  locale: locale.optional(),
  /** whose eyes; a made-up person without it */
  customerId: z.uuid().optional(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type PreviewMessage = z.infer<typeof previewMessage>
export const messagePreview = z.object({
  locale,
  subject: z.string(),
  html: z.string(),
  text: z.string(),
  /** a link or image address that leads nowhere */
  warnings: z.array(z.object({ kind: z.enum(['bad_link', 'no_alt', 'no_unsubscribe']), detail: z.string() })),
})
export type MessagePreview = z.infer<typeof messagePreview>

/** POST /api/v1/message-templates/{templateId}/test: to the address of whoever asks. */
export const testMessage = z.object({ locale: locale.optional(), customerId: z.uuid().optional() })
export type TestMessage = z.infer<typeof testMessage>

/** POST /api/v1/messages: the same key again sends nothing more. */
export const sendMessage = z.object({
  key: z.string().min(1).max(200),
  customerId: z.uuid(),
  templateId: z.uuid(),
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
  source: z.object({ kind: z.enum(messageSources), id: z.string() }),
  state: z.enum(messageStates),
  reason: z.enum(messageReasons).nullable(),
  subject: z.string().nullable(),
  delivery: z.enum(['smtp', 'viewer']).nullable(),
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
  templateId: z.uuid().optional(),
  customerId: z.uuid().optional(),
  cursor: z.uuid().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
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

const hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
export const messageTopic = z.object({
  topic: topicKey,
  names: z.partialRecord(locale, z.string().trim().min(1).max(80)),
})
export type MessageTopic = z.infer<typeof messageTopic>

/** GET and PUT /api/v1/message-policy: what holds for every sender. */
export const messagePolicy = z.object({
  /** messages to one person on one of their days, and on seven in a row; null: no limit */
  perDay: z.number().int().min(1).max(50).nullable(),
  perWeek: z.number().int().min(1).max(200).nullable(),
  /** in the person's own time zone */
  quietHours: z.object({ from: hour, until: hour }).nullable(),
  /** required: promotional ones only to who agreed; not_refused: to everybody who has not said no */
  consent: z.enum(['required', 'not_refused']),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  topics: z.array(messageTopic).max(20),
})
export type MessagePolicy = z.infer<typeof messagePolicy>

/** POST /api/v1/message-suppressions: an address that must get nothing, as a provider reports it. */
export const addSuppression = z.object({ email: z.email().max(254), reason: z.enum(['bounced', 'complained']) })
export type AddSuppression = z.infer<typeof addSuppression>
