import type { MessageReport } from '#contract/messaging-words'
import { ownMessageId } from './report-headers.ts'

/** What a mail about a mail says: a delivery status notification (RFC 3464) or a complaint (RFC 5965). */
export type MailReport = { kind: MessageReport; code: string | null; messageId?: string; address?: string }

type Part = { headers: Map<string, string>; body: string }

const maxDepth = 6

/** One for each address it speaks of; none for any other mail, and for what is only delayed or relayed. */
export function readMailReports(raw: string): MailReport[] {
  const parts = partsOf(parsePart(raw), 0)
  const original = parts.find((part) => /^(message\/rfc822|text\/rfc822-headers)/i.test(typeOf(part)))
  const fields = original ? parsePart(original.body).headers : undefined
  const messageId = ownMessageId(fields?.get('message-id'), fields?.get('feedback-id'))
  const own = messageId ? { messageId } : {}
  const status = parts.find((part) => /^message\/delivery-status/i.test(typeOf(part)))
  if (status) return readStatus(status.body).map((one) => ({ ...one, ...own }))
  const feedback = parts.find((part) => /^message\/feedback-report/i.test(typeOf(part)))
  if (!feedback) return []
  const told = fieldsOf(feedback.body)
  if (!/^(abuse|fraud|other|virus)$/i.test(told.get('feedback-type') ?? '')) return []
  const address = plainAddress(told.get('original-rcpt-to') ?? fields?.get('to'))
  return [
    {
      kind: 'complained',
      code: told.get('feedback-type')?.toLowerCase() ?? null,
      ...own,
      ...(address ? { address } : {}),
    },
  ]
}

function readStatus(body: string): MailReport[] {
  // The first group is about the message, each of the others about one address.
  const [, ...groups] = body.trim().split(/\r?\n\s*\r?\n/)
  return groups.flatMap((group): MailReport[] => {
    const told = fieldsOf(group)
    const action = told.get('action')?.toLowerCase()
    const code = /\d\.\d{1,3}\.\d{1,3}/.exec(told.get('status') ?? '')?.[0] ?? null
    const address = plainAddress(told.get('original-recipient') ?? told.get('final-recipient'))
    const whom = address ? { address } : {}
    if (action === 'delivered') return [{ kind: 'delivered', code, ...whom }]
    if (action !== 'failed') return []
    // 4.x.x was given up, yet may work another time; 5.x.x never does, but a full mailbox or a refused content is not a dead address.
    const isDead = code === null || (code.startsWith('5.') && !/^5\.(2\.2|7\.\d+|3\.4|6\.\d+)$/.test(code))
    return [{ kind: isDead ? 'bounced' : 'undelivered', code, ...whom }]
  })
}

function partsOf(part: Part, depth: number): Part[] {
  const type = part.headers.get('content-type') ?? ''
  const boundary = /boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type)
  if (depth > maxDepth || !/^multipart\//i.test(type.trim()) || !boundary) return [part]
  const mark = `--${boundary[1] ?? boundary[2] ?? ''}`
  const pieces = `\n${part.body}`.split(`\n${mark}`).slice(1)
  return pieces
    .filter((piece) => !piece.startsWith('--'))
    .flatMap((piece) => partsOf(parsePart(piece.replace(/^[^\n]*\n/, '')), depth + 1))
}

function parsePart(raw: string): Part {
  const text = raw.replaceAll('\r\n', '\n').replace(/^\n+/, '')
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end)
  const part = { headers: fieldsOf(head), body: end < 0 ? '' : text.slice(end + 2) }
  if (/^base64$/i.test(part.headers.get('content-transfer-encoding') ?? ''))
    part.body = Buffer.from(part.body, 'base64').toString('utf8')
  return part
}

function fieldsOf(head: string): Map<string, string> {
  const fields = new Map<string, string>()
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

const typeOf = ({ headers }: Part): string => headers.get('content-type') ?? ''

/** rfc822;anna@corner.example, <anna@corner.example>, Anna <anna@corner.example> */
function plainAddress(text: string | undefined): string | undefined {
  return /[^\s<>;"]+@[^\s<>;"]+/.exec(text ?? '')?.[0]
}
