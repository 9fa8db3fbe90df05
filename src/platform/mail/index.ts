/** Mail: messages in the receiver's language and the shop's colours, handed over by a job, to a mail server or a folder of this machine. */

export type { Handover } from './handover.ts'
export { createMailer, type Mailer } from './mailer.ts'
export type { MailBrand, MailMessage } from './message.ts'
export { createMailSender, type MailSender } from './sender.ts'
export type { Letter } from './transport.ts'
