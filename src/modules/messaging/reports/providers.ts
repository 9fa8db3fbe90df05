import { createHmac, createPublicKey, timingSafeEqual, verify } from 'node:crypto'
import { z } from 'zod'
import type { MessageReport } from '#contract/messaging-words'
import { ownMessageId } from './report-headers.ts'
import type { Report } from './take-report.ts'

type Headers = (name: string) => string | undefined
type Heard = Omit<Report, 'provider' | 'at'> & { at?: Temporal.Instant }

/** What came in, and what proves where from. `isTrue` false: it is not theirs. */
export type Hook = { body: string; header: Headers; now: Temporal.Instant }

const toleranceSeconds = 900
const text = z.string().optional().catch(undefined)

const isFresh = (seconds: number, now: Temporal.Instant): boolean =>
  Math.abs(now.epochMilliseconds / 1000 - seconds) <= toleranceSeconds

const isSame = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** ECDSA over the time and the body, with the public key of the account's settings. */
export function isSendgrid({ body, header, now }: Hook, publicKey: string): boolean {
  const timestamp = header('x-twilio-email-event-webhook-timestamp') ?? ''
  const signature = Buffer.from(header('x-twilio-email-event-webhook-signature') ?? '', 'base64')
  if (!isFresh(Number(timestamp), now)) return false
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify('sha256', Buffer.from(timestamp + body), key, signature)
  } catch {
    return false
  }
}

const sendgridEvent = z.object({
  event: z.string(),
  email: text,
  status: text,
  type: text,
  regulars_message: text,
  'smtp-id': text,
})

export function readSendgrid(body: string): Heard[] {
  return z
    .array(z.unknown())
    .parse(JSON.parse(body))
    .flatMap((one): Heard[] => {
      const parsed = sendgridEvent.safeParse(one)
      if (!parsed.success) return []
      const { event, email: address, status, type, regulars_message: own, 'smtp-id': smtpId } = parsed.data
      const known = { code: status ?? null, address, messageId: ownMessageId(own, smtpId) }
      if (event === 'delivered') return [{ kind: 'delivered', ...known }]
      if (event === 'spamreport') return [{ kind: 'complained', ...known }]
      // "blocked" is this letter's fate, not the address's.
      if (event === 'bounce') return [{ kind: type === 'blocked' ? 'undelivered' : 'bounced', ...known }]
      return event === 'dropped' ? [{ kind: 'undelivered', ...known }] : []
    })
}

/** A password of the owner's own, sent as HTTP Basic: what Postmark offers. */
export function isPostmark({ header }: Hook, password: string): boolean {
  const given = Buffer.from((header('authorization') ?? '').replace(/^Basic\s+/i, ''), 'base64').toString()
  return isSame(Buffer.from(given.slice(given.indexOf(':') + 1)), Buffer.from(password))
}

const postmarkEvent = z.object({
  RecordType: z.string(),
  Type: text,
  Email: text,
  Recipient: text,
  Metadata: z.record(z.string(), z.unknown()).optional().catch(undefined),
})

export function readPostmark(body: string): Heard[] {
  const { RecordType, Type, Email, Recipient, Metadata } = postmarkEvent.parse(JSON.parse(body))
  const known = {
    code: Type ?? null,
    address: Email ?? Recipient,
    messageId: ownMessageId(...Object.values(Metadata ?? {})),
  }
  if (RecordType === 'Delivery') return [{ kind: 'delivered', ...known }]
  if (RecordType === 'SpamComplaint' || Type === 'SpamComplaint') return [{ kind: 'complained', ...known }]
  if (RecordType !== 'Bounce') return []
  return [{ kind: Type === 'HardBounce' || Type === 'BadEmailAddress' ? 'bounced' : 'undelivered', ...known }]
}

const mailgunHook = z.object({
  signature: z.object({ timestamp: z.coerce.string(), token: z.string(), signature: z.string() }),
  'event-data': z.object({
    event: z.string(),
    severity: text,
    recipient: text,
    reason: text,
    'delivery-status': z.object({ code: z.coerce.string().optional() }).optional().catch(undefined),
    'user-variables': z.record(z.string(), z.unknown()).optional().catch(undefined),
    message: z
      .object({ headers: z.object({ 'message-id': text }) })
      .optional()
      .catch(undefined),
  }),
})

/** HMAC over time and token, in the body itself. */
export function isMailgun({ body, now }: Hook, key: string): boolean {
  const parsed = mailgunHook.safeParse(JSON.parse(body))
  if (!parsed.success) return false
  const { timestamp, token, signature } = parsed.data.signature
  const made = createHmac('sha256', key)
    .update(timestamp + token)
    .digest('hex')
  return isFresh(Number(timestamp), now) && isSame(Buffer.from(signature), Buffer.from(made))
}

export function readMailgun(body: string): Heard[] {
  const { 'event-data': told } = mailgunHook.parse(JSON.parse(body))
  const messageId = ownMessageId(told['user-variables']?.regulars_message, told.message?.headers['message-id'])
  const known = { code: told['delivery-status']?.code ?? null, address: told.recipient, messageId }
  if (told.event === 'delivered') return [{ kind: 'delivered', ...known }]
  if (told.event === 'complained') return [{ kind: 'complained', ...known }]
  if (told.event !== 'failed' || told.severity !== 'permanent') return []
  // Refused for earlier bounces is as good as a bounce; any other reason of theirs is this letter's alone.
  const isDead = told.reason === 'bounce' || told.reason === 'suppress-bounce' || told.reason === 'hardfail'
  return [{ kind: isDead ? 'bounced' : 'undelivered', ...known }]
}

const recipients = z.array(z.object({ emailAddress: z.string(), status: text })).default([])
const sesMessage = z.object({
  notificationType: text,
  eventType: text,
  mail: z.object({
    tags: z.record(z.string(), z.unknown()).optional().catch(undefined),
    headers: z
      .array(z.object({ name: z.string(), value: z.unknown() }))
      .optional()
      .catch(undefined),
    commonHeaders: z.object({ messageId: text }).optional().catch(undefined),
    destination: z.array(z.string()).default([]),
  }),
  bounce: z.object({ bounceType: z.string(), bouncedRecipients: recipients }).optional(),
  complaint: z.object({ complainedRecipients: recipients, complaintFeedbackType: text }).optional(),
})

/** What SES puts into `Message` of its topic's notices. */
export function readSes(message: string): Heard[] {
  const { notificationType, eventType, mail, bounce, complaint } = sesMessage.parse(JSON.parse(message))
  const kind = notificationType ?? eventType
  const header = (name: string): unknown => mail.headers?.find((one) => one.name.toLowerCase() === name)?.value
  const messageId = ownMessageId(
    mail.tags?.regulars_message,
    header('x-ses-message-tags'),
    header('message-id'),
    mail.commonHeaders?.messageId,
  )
  const of = (
    told: MessageReport,
    list: { emailAddress: string; status?: string | undefined }[],
    code?: string,
  ): Heard[] =>
    list.map(({ emailAddress, status }) => ({
      kind: told,
      address: emailAddress,
      code: code ?? status ?? null,
      messageId,
    }))
  if (kind === 'Bounce' && bounce)
    return of(bounce.bounceType === 'Permanent' ? 'bounced' : 'undelivered', bounce.bouncedRecipients)
  if (kind === 'Complaint' && complaint)
    return of('complained', complaint.complainedRecipients, complaint.complaintFeedbackType)
  return kind === 'Delivery'
    ? of(
        'delivered',
        mail.destination.map((emailAddress) => ({ emailAddress })),
      )
    : []
}
