import { z } from 'zod'
import { recommendedSlots } from './messaging-words.ts'

const liquid = (max: number) => z.string().max(max)
const url = liquid(2000)

/** What a message is made of; texts and addresses are Liquid. */
export const messageBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: liquid(300) }),
  z.object({ kind: z.literal('text'), text: liquid(10_000) }),
  z.object({ kind: z.literal('button'), text: liquid(200), url }),
  z.object({ kind: z.literal('image'), url, alt: liquid(300), link: url.optional() }),
  z.object({ kind: z.literal('divider') }),
  /** picture, name, price and link of products that suit the person; what sells where nothing is known of them */
  z.object({
    kind: z.literal('products'),
    show: z.enum(recommendedSlots),
    limit: z.int().min(1).max(6).default(3),
  }),
  /** what is left in their cart */
  z.object({ kind: z.literal('cart'), limit: z.int().min(1).max(12).default(6) }),
  /** `otherwise` is for who is no member; nothing is shown where it is empty */
  z.object({ kind: z.literal('points'), text: liquid(1000).min(1), otherwise: liquid(1000).default('') }),
  /** a code of their own, given out when the message is; `otherwise` for who cannot have one */
  z.object({
    kind: z.literal('voucher'),
    /** empty: not chosen yet, and everybody gets `otherwise` */
    rewardId: z.string().trim().max(64),
    text: liquid(1000).default(''),
    otherwise: liquid(1000).default(''),
  }),
  /** a question and its answers as links; `otherwise` for who is not to be asked now */
  z.object({
    kind: z.literal('survey'),
    /** empty: not chosen yet, and everybody gets `otherwise` */
    surveyId: z.union([z.literal(''), z.uuid()]),
    otherwise: liquid(1000).default(''),
  }),
  /** entries of a feed, where a feed is what it is sent for */
  z.object({ kind: z.literal('entries'), limit: z.int().min(1).max(20).default(5) }),
])
export type MessageBlock = z.infer<typeof messageBlock>

export const pushNote = z.object({
  title: liquid(120).min(1),
  text: liquid(400).min(1),
  /** where a touch leads; the shop's own website without it */
  url: url.default(''),
})
export type PushNote = z.infer<typeof pushNote>

/**
 * One language of a template, in the words of each channel it may go out by. `body` is the e-mail: blocks between the brand's head and
 * foot, or MJML of one's own, with its subject.
 */
export const messageVariant = z
  .object({
    subject: liquid(300).default(''),
    /** what mail programs show beside the subject */
    preheader: liquid(300).default(''),
    body: z
      .discriminatedUnion('kind', [
        z.object({ kind: z.literal('blocks'), blocks: z.array(messageBlock).min(1).max(60) }),
        z.object({ kind: z.literal('mjml'), mjml: liquid(200_000).min(1) }),
      ])
      .optional(),
    sms: liquid(1600).min(1).optional(),
    push: pushNote.optional(),
    /** the text that your own service gets, with the person and the data */
    webhook: liquid(10_000).min(1).optional(),
  })
  .refine(
    (one) => one.body !== undefined || one.sms !== undefined || one.push !== undefined || one.webhook !== undefined,
    {
      message: 'Words for at least one channel.',
    },
  )
  .refine((one) => one.body === undefined || one.subject.length > 0, {
    message: 'An e-mail needs a subject.',
    path: ['subject'],
  })
export type MessageVariant = z.infer<typeof messageVariant>
