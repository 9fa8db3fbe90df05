import type { Mailer, MailMessage } from '#platform/mail'

/** A mailer that keeps what it is given, for tests that read it at once. */
export function keptMail(): Mailer & { sent: MailMessage[] } {
  const sent: MailMessage[] = []
  return {
    delivery: 'smtp',
    sent,
    send: async (message) => void sent.push(message),
  }
}
