import type { ReportSource } from '#contract/messaging-words'

/** Headers by which a provider gives our own name of a letter back with what it reports. Only for those that are set up. */
export function reportHeaders(sources: readonly ReportSource[], messageId: string): Record<string, string> {
  const headers: Record<string, string> = {}
  if (sources.includes('ses')) headers['X-SES-MESSAGE-TAGS'] = `regulars_message=${messageId}`
  if (sources.includes('sendgrid'))
    headers['X-SMTPAPI'] = JSON.stringify({ unique_args: { regulars_message: messageId } })
  if (sources.includes('postmark')) headers['X-PM-Metadata-regulars_message'] = messageId
  if (sources.includes('mailgun')) headers['X-Mailgun-Variables'] = JSON.stringify({ regulars_message: messageId })
  return headers
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** Our name of a letter in whatever a provider gave back: a variable, or the Message-ID that begins with it. */
export function ownMessageId(...found: unknown[]): string | undefined {
  for (const one of found.flat()) {
    const id = typeof one === 'string' ? uuid.exec(one)?.[0].toLowerCase() : undefined
    if (id) return id
  }
  return undefined
}
