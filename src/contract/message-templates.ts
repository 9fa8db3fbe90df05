import { z } from 'zod'
import { locale } from './locale.ts'
import { messageVariant } from './message-blocks.ts'
import { topicKey } from './message-policy.ts'
import { messageChannels, messageProblems, messagePurposes, messageWarnings } from './messaging-words.ts'

const channel = z.enum(messageChannels)
const purpose = z.enum(messagePurposes)

const variants = z
  .partialRecord(locale, messageVariant)
  .refine((all) => Object.keys(all).length > 0, { message: 'At least one language.' })

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
export const blocksToCode = z.object({
  locale,
  variant: messageVariant.refine(({ body }) => body !== undefined, 'no words for an e-mail'),
})
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
