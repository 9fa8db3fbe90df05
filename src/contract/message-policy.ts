import { z } from 'zod'
import { locale } from './locale.ts'
import { messageChannels } from './messaging-words.ts'

const channel = z.enum(messageChannels)

export const topicKey = z.string().regex(/^[a-z0-9_-]{1,40}$/)

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

/** GET /api/v1/message-mix: of each month, how many were useful and how many promotional. */
export const messageMix = z.object({
  months: z.array(z.object({ month: z.string(), useful: z.number().int(), promotional: z.number().int() })),
})
export type MessageMix = z.infer<typeof messageMix>

/** POST /api/v1/message-topics/{topic}/subscriptions: asks the person to confirm from their own mailbox. */
export const askTopic = z.object({ customerId: z.uuid() })
