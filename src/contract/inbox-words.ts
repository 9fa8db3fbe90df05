/** The words tickets are told in; apart from their schemas, so that the console need not load a parser. */
export const ticketStates = ['open', 'waiting', 'closed'] as const
export const ticketChannels = ['email', 'sms', 'phone', 'other'] as const
/** Those an answer can go out by. */
export const answerChannels = ['email', 'sms'] as const
/** Theirs, ours, and what colleagues note for each other. */
export const ticketEntryKinds = ['in', 'out', 'note'] as const
export const ticketAuthors = ['customer', 'person', 'key', 'journey'] as const

export type TicketState = (typeof ticketStates)[number]
export type TicketChannel = (typeof ticketChannels)[number]
export type AnswerChannel = (typeof answerChannels)[number]
export type TicketEntryKind = (typeof ticketEntryKinds)[number]
export type TicketAuthor = (typeof ticketAuthors)[number]
