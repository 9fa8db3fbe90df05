/** Inbox: what people write to the shop and what it answers, one ticket for each matter. Nothing outside this folder writes its tables. */
export { inboxActions } from './inbox-actions.ts'
export { inboxReplies } from './inbox-replies.ts'
export { inboxPersonalData } from './personal-data.ts'
export { inboxRoutes } from './routes.ts'
export { ticketRetention } from './ticket-retention.ts'
