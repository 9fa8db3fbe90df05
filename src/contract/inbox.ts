import { z } from 'zod'
import { answerChannels, ticketAuthors, ticketChannels, ticketEntryKinds, ticketStates } from './inbox-words.ts'
import { messageReasons, messageReports, messageStates } from './messaging-words.ts'

export type { AnswerChannel, TicketAuthor, TicketChannel, TicketEntryKind, TicketState } from './inbox-words.ts'

const state = z.enum(ticketStates)
const channel = z.enum(ticketChannels)
const answerChannel = z.enum(answerChannels)
const subject = z.string().trim().min(1).max(300)
const text = z.string().trim().min(1).max(20_000)

/** What became of an answer after it was written. */
const delivery = z.object({
  messageId: z.uuid(),
  state: z.enum(messageStates),
  reason: z.enum(messageReasons).nullable(),
  reported: z.enum(messageReports).nullable(),
})

/** A row of GET /api/v1/tickets. */
export const ticketRow = z.object({
  ticketId: z.uuid(),
  subject: z.string(),
  /** open: it is our turn; waiting: it is theirs */
  state,
  channel,
  customer: z.object({ customerId: z.uuid(), name: z.string() }).nullable(),
  /** as the last mail or text message says; anybody can write any name there */
  sender: z.object({ name: z.string().nullable(), address: z.string() }).nullable(),
  owner: z.object({ personId: z.uuid(), name: z.string() }).nullable(),
  openedBy: z.enum(ticketAuthors),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  /** the last word, ours or theirs; of a ticket without any its last note */
  last: z.object({ kind: z.enum(ticketEntryKinds), at: z.iso.datetime(), excerpt: z.string() }).nullable(),
  lastAt: z.iso.datetime(),
  /** the last answer did not arrive */
  isUndelivered: z.boolean(),
})
export type TicketRow = z.infer<typeof ticketRow>

export const ticketEntry = z.object({
  entryId: z.uuid(),
  kind: z.enum(ticketEntryKinds),
  channel,
  at: z.iso.datetime(),
  author: z.object({ kind: z.enum(ticketAuthors), name: z.string().nullable() }),
  address: z.string().nullable(),
  /** what was written now, and what it answers as the mail program repeated it */
  text: z.string(),
  quoted: z.string(),
  isCut: z.boolean(),
  /** `file`: it is kept with a customer, and can be downloaded there; null: it stays in the mailbox */
  attachments: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      bytes: z.number().int().nullable(),
      file: z.object({ customerId: z.uuid(), attachmentId: z.uuid() }).nullable(),
    }),
  ),
  delivery: delivery.nullable(),
})
export type TicketEntry = z.infer<typeof ticketEntry>

export const ticket = ticketRow.extend({
  entries: z.array(ticketEntry),
  /** how it can be answered, the best way first */
  answers: z.array(z.object({ channel: answerChannel, address: z.string() })),
})
export type Ticket = z.infer<typeof ticket>

export const listTicketsQuery = z.object({
  state: z.enum([...ticketStates, 'all']).default('open'),
  /** whose: everybody's, the caller's own, nobody's yet, or one colleague's */
  owner: z.union([z.enum(['all', 'mine', 'nobody']), z.uuid()]).default('all'),
  customer: z.uuid().optional(),
  channel: channel.optional(),
  search: z.string().max(200).optional(),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  format: z.enum(['json', 'csv']).default('json'),
})
export type ListTicketsQuery = z.infer<typeof listTicketsQuery>

export const ticketPage = z.object({
  tickets: z.array(ticketRow),
  nextCursor: z.string().nullable(),
  /** of the chosen owner, customer and channel, whatever else is filtered */
  counts: z.object({ open: z.number().int(), waiting: z.number().int(), closed: z.number().int() }),
})
export type TicketPage = z.infer<typeof ticketPage>

/**
 * POST /api/v1/tickets/{ticketId}/entries. `out` goes to the customer by `channel`, or by the first way there is; `note` stays here; `in`
 * is what they said on the phone or at the counter. The same entryId again writes nothing more.
 */
export const addTicketEntry = z.object({
  entryId: z.uuid().optional(),
  kind: z.enum(ticketEntryKinds),
  text,
  channel: answerChannel.optional(),
  /** an answer that ends the matter */
  closes: z.boolean().default(false),
  /** the last entry that the writer has seen, null for none: where somebody wrote since, nothing is written */
  after: z.uuid().nullable().optional(),
})
export type AddTicketEntry = z.input<typeof addTicketEntry>

/** POST /api/v1/tickets: with a `ticketId` or `key` of the sender's own, sending it twice opens one. */
export const addTicket = z.object({
  ticketId: z.uuid().optional(),
  key: z.string().min(1).max(200).optional(),
  subject,
  customerId: z.uuid().nullable().default(null),
  /** how they got in touch, or how we do */
  channel: channel.default('email'),
  /** null for nobody yet; without it the person who opens it */
  ownerId: z.uuid().nullable().optional(),
  entry: addTicketEntry.omit({ channel: true, after: true }).optional(),
})
export type AddTicket = z.input<typeof addTicket>

/** PATCH /api/v1/tickets/{ticketId}: what is not given stays. */
export const changeTicket = z.object({
  subject: subject.optional(),
  state: state.optional(),
  ownerId: z.uuid().nullable().optional(),
  customerId: z.uuid().nullable().optional(),
})
export type ChangeTicket = z.input<typeof changeTicket>
