import type { ReportSource } from '#contract/messaging-words'
import type { Letter } from '#platform/mail'

/** Headers by which a provider gives our own name of a letter back with what it reports. Only for those that are set up. */
export function reportHeaders(sources: readonly ReportSource[], messageId: string): Letter['headers'] {
  const headers: Letter['headers'] = {}
  if (sources.includes('ses')) headers['X-SES-MESSAGE-TAGS'] = `regulars_message=${messageId}`
  if (sources.includes('sendgrid')) headers['X-SMTPAPI'] = asIs({ unique_args: { regulars_message: messageId } })
  if (sources.includes('postmark')) headers['X-PM-Metadata-regulars_message'] = messageId
  if (sources.includes('mailgun')) headers['X-Mailgun-Variables'] = asIs({ regulars_message: messageId })
  return headers
}

const asIs = (value: object) => ({ prepared: true as const, value: JSON.stringify(value) })

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/i

/** Our name of a letter in whatever a provider gave back: a variable, or the Message-ID that begins with it. */
export function ownMessageId(...found: unknown[]): string | undefined {
  for (const one of found.flat()) {
    const id = typeof one === 'string' ? uuid.exec(one)?.[0].toLowerCase() : undefined
    if (id) return id
  }
  return undefined
}
