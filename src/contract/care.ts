import { z } from 'zod'
import { channels, consentMethods, type DateKind, dateKinds, frequencies, purposes } from './care-words.ts'
import { locale } from './locale.ts'
import { risk } from './predictions.ts'
import { instant } from './time.ts'

export type { Channel, ConsentMethod, DateKind, Frequency, Purpose } from './care-words.ts'

const channel = z.enum(channels)
const purpose = z.enum(purposes)

/** Who wrote something: a person by name, a program by its key, or the product itself. */
export const author = z.object({
  kind: z.enum(['person', 'key', 'system']),
  /** null for what is not a person of the workspace any more */
  name: z.string().nullable(),
})
export type Author = z.infer<typeof author>

const noteText = z.string().trim().min(1).max(5000)

export const note = z.object({
  noteId: z.uuid(),
  text: z.string(),
  isPinned: z.boolean(),
  author,
  createdAt: z.iso.datetime(),
  editedAt: z.iso.datetime().nullable(),
})
export type Note = z.infer<typeof note>

/** With a `noteId` of the sender's own, sending it twice makes one note. */
export const addNote = z.object({ noteId: z.uuid().optional(), text: noteText, isPinned: z.boolean().default(false) })
export type AddNote = z.input<typeof addNote>
export const changeNote = z.object({ text: noteText.optional(), isPinned: z.boolean().optional() })
export type ChangeNote = z.infer<typeof changeNote>

const dateFields = z.object({
  kind: z.enum(dateKinds),
  /** what a date of the kind `other` is called */
  label: z.string().trim().min(1).max(120).nullable().default(null),
  month: z.number().int().min(1).max(12),
  day: z.number().int().min(1).max(31),
  year: z.number().int().min(1800).max(2200).nullable().default(null),
})

export const addDate = dateFields.extend({ dateId: z.uuid().optional() }).superRefine(checkDate)
export type AddDate = z.input<typeof addDate>
export const changeDate = dateFields.superRefine(checkDate)
export type ChangeDate = z.input<typeof changeDate>

export const importantDate = z.object({
  dateId: z.uuid(),
  kind: z.enum(dateKinds),
  label: z.string().nullable(),
  month: z.number(),
  day: z.number(),
  year: z.number().nullable(),
  /** the next day on which it falls, today included; the 29th of February falls on the 28th in other years */
  nextOn: z.iso.date(),
  /** how many days until then */
  inDays: z.number(),
  /** how many years it will be then; null without a year */
  turns: z.number().nullable(),
})
export type ImportantDate = z.infer<typeof importantDate>

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const interest = z.string().trim().min(1).max(60)

const preferenceFields = z.object({
  channel: channel.nullable(),
  locale: locale.nullable(),
  /** local times between which nothing is sent; over midnight when `from` is the later one */
  quietHours: z.object({ from: time, until: time }).nullable(),
  frequency: z.enum(frequencies).nullable(),
  interests: z.array(interest).max(50),
})
export const preferences = preferenceFields
export type Preferences = z.infer<typeof preferences>
/** What is not given stays. */
export const changePreferences = preferenceFields.partial()
export type ChangePreferences = z.infer<typeof changePreferences>

/** Words for interests: those the workspace offers, then those that customers have. */
export const interestWords = z.object({
  words: z.array(z.object({ word: z.string(), isOffered: z.boolean(), customers: z.number() })),
})
export type InterestWords = z.infer<typeof interestWords>
export const offerInterests = z.object({ words: z.array(interest).max(200) })

export const attachment = z.object({
  attachmentId: z.uuid(),
  fileName: z.string(),
  contentType: z.string(),
  bytes: z.number(),
  author,
  createdAt: z.iso.datetime(),
})
export type Attachment = z.infer<typeof attachment>
export const addAttachmentQuery = z.object({ fileName: z.string().trim().min(1).max(200) })

export const addConsent = z.object({
  consentId: z.uuid().optional(),
  channel,
  purpose,
  state: z.enum(['given', 'withdrawn']),
  method: z.enum(consentMethods),
  /** when the customer said so; now when not given */
  statedAt: instant.optional(),
  /** the words the customer was shown or told */
  wording: z.string().trim().max(4000).nullable().default(null),
  /** an attachment of this customer that proves it */
  evidenceId: z.uuid().nullable().default(null),
})
export type AddConsent = z.input<typeof addConsent>

export const consentEntry = z.object({
  consentId: z.uuid(),
  channel,
  purpose,
  state: z.enum(['given', 'withdrawn']),
  statedAt: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  method: z.enum(consentMethods),
  wording: z.string().nullable(),
  evidence: z.object({ attachmentId: z.uuid(), fileName: z.string() }).nullable(),
  author,
})
export type ConsentEntry = z.infer<typeof consentEntry>

/** All that was ever said, newest first; the first entry of a channel and purpose is in force. */
export const consentLedger = z.object({ entries: z.array(consentEntry) })
export type ConsentLedger = z.infer<typeof consentLedger>

/** Everything people know of a customer, for their page. */
export const customerCare = z.object({
  notes: z.array(note),
  dates: z.array(importantDate),
  preferences,
  attachments: z.array(attachment),
  consents: z.array(consentEntry),
  risk,
})
export type CustomerCare = z.infer<typeof customerCare>

/** `share` weighs what was bought by how long ago: half for every half-year. */
const favourite = z.object({ name: z.string(), times: z.number(), quantity: z.number(), share: z.number() })
export const favourites = z.object({
  /** orders that were looked at */
  orders: z.number(),
  products: z.array(favourite),
  categories: z.array(favourite),
  /** orders by weekday (1 = Monday) and by hour of the workspace's zone */
  weekdays: z.array(z.object({ weekday: z.number(), orders: z.number() })),
  /** empty when the orders carry no time of day */
  hours: z.array(z.object({ hour: z.number(), orders: z.number() })),
  sources: z.array(z.object({ source: z.string(), orders: z.number() })),
})
export type Favourites = z.infer<typeof favourites>

export const presence = z.object({ others: z.array(z.object({ personId: z.uuid(), name: z.string() })) })
export type Presence = z.infer<typeof presence>

/** Dates of all customers in the coming days. */
export const comingDatesQuery = z.object({ days: z.coerce.number().int().min(1).max(366).default(7) })
export const comingDates = z.object({
  dates: z.array(importantDate.extend({ customerId: z.uuid(), name: z.string() })),
})
export type ComingDates = z.infer<typeof comingDates>

const longestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function checkDate(
  date: { kind: DateKind; label: string | null; month: number; day: number; year: number | null },
  context: z.RefinementCtx,
): void {
  const { kind, label, month, day, year } = date
  const isLeap = year === null || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0))
  const longest = month === 2 && !isLeap ? 28 : (longestMonths[month - 1] ?? 31)
  if (day > longest) context.addIssue({ code: 'custom', path: ['day'], message: 'There is no such day' })
  if (kind === 'other' && label === null)
    context.addIssue({ code: 'custom', path: ['label'], message: 'A name is needed' })
}
