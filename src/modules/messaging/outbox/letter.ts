import type { MessagePurpose } from '#contract/messaging'
import type { Letter } from '#platform/mail'

export type LetterParts = {
  workspaceId: string
  messageId: string
  templateId: string
  purpose: MessagePurpose
  topic: string | null
  from: string
  brandName: string
  replyTo: string | null
  /** of an answer: Message-IDs of what it answers, the oldest first */
  references?: string[]
  to: { name: string; address: string }
  date: Date
  locale: string
  subject: string
  html: string
  text: string
  unsubscribeUrl: string
  /** headers that a provider gives back with what it reports */
  reportHeaders: Letter['headers']
  dkim: Letter['dkim']
}

/** The letter with its headers. The Message-ID follows from the message: sent again after a crash it is the same letter. */
export function letterOf(parts: LetterParts): Letter {
  const { from, workspaceId, messageId, templateId, purpose, topic, unsubscribeUrl } = parts
  const host = from.split('@').at(-1)?.replace(/>$/, '') ?? 'localhost'
  const mayLeave = purpose !== 'transactional'
  const references = parts.references?.map((one) => (one.includes('@') ? one : `<${one}@${host}>`))
  return {
    messageId: `<${messageId}@${host}>`,
    date: parts.date,
    from: from.includes('<') ? from : `"${parts.brandName.replace(/["\\\r\n]/g, '')}" <${from}>`,
    to: parts.to,
    subject: parts.subject,
    text: parts.text,
    html: parts.html,
    headers: {
      'Content-Language': parts.locale,
      'Feedback-ID': `${templateId}:${purpose}:${workspaceId}:regulars`,
      ...parts.reportHeaders,
      ...(parts.replyTo ? { 'Reply-To': parts.replyTo } : {}),
      ...(mayLeave
        ? {
            'List-Id': `<${topic ?? 'messages'}.${workspaceId}.${host}>`,
            'List-Unsubscribe': `<${unsubscribeUrl}>`,
            'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          }
        : references
          ? threadOf(references)
          : { 'Auto-Submitted': 'auto-generated' }),
    },
    attachments: [],
    ...(parts.dkim ? { dkim: parts.dkim } : {}),
  }
}

/** RFC 5322, 3.6.4 */
function threadOf(references: string[]): Letter['headers'] {
  const last = references.at(-1)
  return last === undefined ? {} : { 'In-Reply-To': last, References: references.join(' ') }
}
