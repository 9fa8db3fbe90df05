import { z } from 'zod'
import { channels as consentChannels } from './care-words.ts'
import { reportSources, smsProviders } from './messaging-words.ts'

const webUrl = z.url({ protocol: /^https?$/ }).max(500)
/** A mailbox that bounce mails and answers come to, read over IMAP: TLS from the start on port 993, STARTTLS on any other. */
export const mailboxSettings = z.object({
  host: z.string().trim().min(1).max(250),
  port: z.number().int().min(1).max(65_535).default(993),
  user: z.string().trim().min(1).max(250),
  folder: z.string().trim().min(1).max(120).default('INBOX'),
  /** where reports are moved once they are read; empty: they stay and are marked as seen */
  moveTo: z.string().trim().max(120).default(''),
  /** what people write becomes tickets; such mail stays where it is */
  takesReplies: z.boolean().default(false),
  /** answers are asked to come to help+…@shop.example, for mailboxes that know such addresses */
  tagsReplies: z.boolean().default(false),
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
