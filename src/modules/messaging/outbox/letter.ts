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
        : { 'Auto-Submitted': 'auto-generated' }),
    },
    attachments: [],
    ...(parts.dkim ? { dkim: parts.dkim } : {}),
  }
}
