import { z } from 'zod'
import { channels as consentChannels } from './care-words.ts'
import { messageVariant } from './message-blocks.ts'
import {
  messageChannels,
  messageProblems,
  messagePurposes,
  messageReasons,
  messageReports,
  messageSources,
  messageStates,
  messageWarnings,
  reportSources,
  smsProviders,
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
const locale = z.enum(['en', 'hu', 'ru', 'fa', 'pl'])

const variants = z
  .partialRecord(locale, messageVariant)
  .refine((all) => Object.keys(all).length > 0, { message: 'At least one language.' })

const topicKey = z.string().regex(/^[a-z0-9_-]{1,40}$/)

/** A row of GET /api/v1/message-templates. */
export const templateRow = z.object({
  templateId: z.uuid(),
  name: z.string(),
  purpose,
  /** those it has words for */
  channels: z.array(channel),
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
  /** e-mail when not given; a language without words for it has nothing to show */
  channel: channel.optional(),
  data: z.record(z.string(), z.unknown()).default({}),
})
export type PreviewMessage = z.infer<typeof previewMessage>
export const messagePreview = z.object({
  locale,
  channel,
  subject: z.string(),
  /** of an e-mail; empty otherwise */
  html: z.string(),
  text: z.string(),
  push: z.object({ title: z.string(), text: z.string(), url: z.string() }).nullable(),
  sms: z.object({ encoding: z.enum(['gsm7', 'ucs2']), segments: z.number().int(), left: z.number().int() }).nullable(),
  /** bytes of the HTML; mail programs cut what is longer than about 100 KB */
  bytes: z.number().int(),
  warnings: z.array(
    z.object({
      kind: z.enum(messageWarnings),
      detail: z.string(),
    }),
  ),
})
export type MessagePreview = z.infer<typeof messagePreview>

/** POST /api/v1/message-templates/code: the MJML that blocks make, with the brand as it is now. There is no way back to blocks. */
export const blocksToCode = z.object({ locale, variant: messageVariant })
export const messageCode = z.object({ mjml: z.string() })
export type MessageCode = z.infer<typeof messageCode>

/** POST /api/v1/message-templates/check: asks every address of an e-mail, in all its languages, whether it is there. */
export const checkMessage = z.object({ variants })
export const messageCheck = z.object({
  /** addresses that were asked */
  links: z.number().int(),
  images: z.number().int(),
  problems: z.array(
    z.object({
      kind: z.enum(messageProblems),
      locale,
      /** an address, or a size in kilobytes */
      detail: z.string(),
    }),
  ),
})
export type MessageCheck = z.infer<typeof messageCheck>

/** POST /api/v1/message-templates/{templateId}/test: to the address of whoever asks. */
export const testMessage = z.object({
  locale: locale.optional(),
  /** whose values are put in */
  customerId: z.uuid().optional(),
  channel: z.enum(['email', 'sms']).default('email'),
  /** the phone of whoever asks, for a text message; an e-mail goes to their own address */
  phone: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
})
export type TestMessage = z.infer<typeof testMessage>

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
  /** only to who asked for it and said so again from their own mailbox; otherwise to everybody who has not left it */
  optIn: z.boolean().default(false),
})
export type MessageTopic = z.infer<typeof messageTopic>

/** GET and PUT /api/v1/message-policy: what holds for every sender. */
export const messagePolicy = z.object({
  /** messages to one person on one of their days, and on seven in a row; null: no limit */
  perDay: z.number().int().min(1).max(50).nullable(),
  perWeek: z.number().int().min(1).max(200).nullable(),
  /** in the person's own time zone */
  quietHours: z.object({ from: hour, until: hour }).nullable(),
  /** days on which nothing goes out but what must: 2026-12-24, or 12-24 for every year */
  holidays: z
    .array(z.string().regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/))
    .max(60)
    .default([]),
  /** whether promotional ones wait, a day at most, for the hour at which the person mostly buys */
  atBestHour: z.boolean().default(false),
  /** at most so many in seven days by one channel */
  channelCaps: z.partialRecord(channel, z.number().int().min(1).max(200)).default({}),
  /** of what one person gets in 30 days, at most this share (in per cent) may be promotional; one always may. null: no limit */
  maxPromotional: z.number().int().min(1).max(99).nullable().default(null),
  /** in which order channels are tried; what a person asked for comes first */
  channelOrder: z.array(channel).default(['email', 'push', 'sms', 'webhook']),
  /** required: promotional ones only to who agreed; not_refused: to everybody who has not said no */
  consent: z.enum(['required', 'not_refused']),
  trackOpens: z.boolean(),
  trackClicks: z.boolean(),
  topics: z.array(messageTopic).max(20),
  /** every Monday, tell who have had no message for so many days since the week before; null: tell nobody */
  silenceAlertDays: z.number().int().min(7).max(3650).nullable().default(null),
})
export type MessagePolicy = z.infer<typeof messagePolicy>

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
})
export const suppressionPage = z.object({
  suppressions: z.array(suppressionRow),
  nextCursor: z.string().nullable(),
  counts: z.object({ bounced: z.number().int(), complained: z.number().int() }),
})
export type SuppressionPage = z.infer<typeof suppressionPage>
export type AddSuppression = z.infer<typeof addSuppression>

const webUrl = z.url({ protocol: /^https?$/ }).max(500)
/** A mailbox that bounce mails come to, read over IMAP: TLS from the start on port 993, STARTTLS on any other. */
export const mailboxSettings = z.object({
  host: z.string().trim().min(1).max(250),
  port: z.number().int().min(1).max(65_535).default(993),
  user: z.string().trim().min(1).max(250),
  folder: z.string().trim().min(1).max(120).default('INBOX'),
  /** where reports are moved once they are read; empty: they stay and are marked as seen */
  moveTo: z.string().trim().max(120).default(''),
})
const channelState = {
  isOn: z.boolean(),
  /** when it was last spoken to, and what went wrong then: a code, never an answer's words */
  spokenAt: z.iso.datetime().nullable(),
  trouble: z.string().nullable(),
}
const smsSettings = z.object({
  /** number, name or messaging service that is shown as the sender */
  sender: z.string().trim().max(40).default(''),
  /** the account's name where one is needed: Twilio's account SID, SMSC's login */
  account: z.string().trim().max(120).default(''),
  /** where the service is asked, when it is not the usual place; of SMPP the centre, as smpp://host:port or smpps://host:port */
  baseUrl: z
    .url({ protocol: /^(https?|smpps?)$/ })
    .max(500)
    .nullable()
    .default(null),
})
const appSettings = {
  /** whether apps may tell their device with the public write key */
  takesPublic: z.boolean().default(false),
  /** where the service is asked, when it is not the usual place */
  baseUrl: webUrl.nullable().default(null),
}
const fcmSettings = z.object(appSettings)
const apnsSettings = z.object({
  ...appSettings,
  keyId: z.string().trim().min(1).max(40),
  teamId: z.string().trim().min(1).max(40),
  /** the app's bundle identifier */
  topic: z.string().trim().min(1).max(200),
  isSandbox: z.boolean().default(false),
})
const rcsSettings = z.object({
  agentId: z.string().trim().min(1).max(200),
  baseUrl: webUrl.nullable().default(null),
})
const webhookSettings = z.object({
  url: webUrl,
  /** the consent that counts for what is behind it */
  consent: z.enum(consentChannels).default('phone'),
})

/** GET /api/v1/message-channels: how each channel is set up. No key or password is in it. */
export const channelList = z.object({
  email: z.object({
    ...channelState,
    delivery: z.enum(['smtp', 'viewer']),
    /** the installation's sender, and the workspace's own once its domain has the record */
    from: z.string(),
    ownFrom: z.string().nullable(),
    dkim: z
      .object({
        domain: z.string(),
        record: z.object({ name: z.string(), type: z.literal('TXT'), value: z.string() }),
        isFound: z.boolean(),
      })
      .nullable(),
    reports: z.array(
      z.object({
        source: z.enum(reportSources),
        url: z.string(),
        isSet: z.boolean(),
        heardAt: z.iso.datetime().nullable(),
      }),
    ),
    mailbox: mailboxSettings
      .extend({ heardAt: z.iso.datetime().nullable(), trouble: z.string().nullable() })
      .nullable(),
  }),
  sms: z
    .object({ ...channelState, provider: z.enum(smsProviders), ...smsSettings.shape, reportUrl: z.string() })
    .nullable(),
  /** in place of text messages to phones that know it, over Google; `clientToken` is what Google signs reports with */
  rcs: z.object({ ...channelState, ...rcsSettings.shape, reportUrl: z.string(), clientToken: z.string() }).nullable(),
  push: z.object({ ...channelState, publicKey: z.string(), devices: z.number().int() }).nullable(),
  /** apps, over Firebase and Apple */
  fcm: z.object({ ...channelState, ...fcmSettings.shape, projectId: z.string(), devices: z.number().int() }).nullable(),
  apns: z.object({ ...channelState, ...apnsSettings.shape, devices: z.number().int() }).nullable(),
  webhook: z.object({ ...channelState, ...webhookSettings.shape }).nullable(),
})
export type ChannelList = z.infer<typeof channelList>

const secret = z.string().trim().min(1).max(4000).optional()
/** PUT /api/v1/message-channels/{channel}: a secret that is not given stays. */
export const saveChannel = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('email'), from: z.email().max(254).nullable() }),
  z.object({
    channel: z.literal('sms'),
    provider: z.enum(smsProviders),
    ...smsSettings.shape,
    secret,
    isOn: z.boolean(),
  }),
  z.object({ channel: z.literal('push'), isOn: z.boolean() }),
  z.object({ channel: z.literal('rcs'), ...rcsSettings.shape, secret, isOn: z.boolean() }),
  z.object({ channel: z.literal('fcm'), ...fcmSettings.shape, secret, isOn: z.boolean() }),
  z.object({ channel: z.literal('apns'), ...apnsSettings.shape, secret, isOn: z.boolean() }),
  z.object({ channel: z.literal('webhook'), ...webhookSettings.shape, secret, isOn: z.boolean() }),
])
export type SaveChannel = z.infer<typeof saveChannel>

/** PUT /api/v1/message-channels/email/reports: null takes it away. */
export const saveReportSource = z.object({
  source: z.enum(reportSources),
  /** SendGrid's public key, Mailgun's signing key, the password Postmark sends, the ARN of SES's topic; a mailbox needs none */
  secret: z.string().trim().min(1).max(2000).nullable(),
})
export type SaveReportSource = z.infer<typeof saveReportSource>

/** PUT /api/v1/message-channels/email/mailbox: null takes it away; a password that is not given stays. */
export const saveMailbox = z.object({
  mailbox: mailboxSettings.extend({ password: z.string().min(1).max(500).optional() }).nullable(),
})
export type SaveMailbox = z.infer<typeof saveMailbox>

/** POST /api/v1/message-channels/{channel}/test: speaks to it now. */
export const testChannel = z.object({
  to: z
    .string()
    .regex(/^\+[1-9]\d{6,14}$/)
    .optional(),
})
export const channelTest = z.object({ isAccepted: z.boolean(), answer: z.string() })
export type ChannelTest = z.infer<typeof channelTest>

/** GET /api/v1/message-mix: of each month, how many were useful and how many promotional. */
export const messageMix = z.object({
  months: z.array(z.object({ month: z.string(), useful: z.number().int(), promotional: z.number().int() })),
})
export type MessageMix = z.infer<typeof messageMix>

/** POST /api/v1/message-topics/{topic}/subscriptions: asks the person to confirm from their own mailbox. */
export const askTopic = z.object({ customerId: z.uuid() })
