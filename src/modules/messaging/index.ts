/** Messaging: templates, the outbox, the policy above every sender, and what people do with what they get. Nothing outside this folder writes its tables. */
export type { MessagingDeps } from './messaging-deps.ts'
export { type NewMessage, queueMessage } from './queue-message.ts'
export { getTemplate, listTemplates } from './templates.repo.ts'
