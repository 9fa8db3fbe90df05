import { createHmac, timingSafeEqual } from 'node:crypto'
import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'

// 21211, 21214, 21217: no such number; 21610: they answered STOP; 21612, 21614, 21408: cannot get text messages.
const badNumbers = new Set([21211, 21214, 21217, 21408, 21610, 21612, 21614])

/** https://www.twilio.com/docs/messaging/api/message-resource */
export const twilio: SmsService = {
  baseUrl: 'https://api.twilio.com',
  send: (outbound, { account, secret, sender, baseUrl }, { to, text, reportUrl }) =>
    askService(
      outbound,
      `${baseUrl}/2010-04-01/Accounts/${encodeURIComponent(account)}/Messages.json`,
      {
        method: 'POST',
        headers: { ...formType, Authorization: `Basic ${Buffer.from(`${account}:${secret}`).toString('base64')}` },
        body: formBody({
          To: to,
          Body: text,
          StatusCallback: reportUrl,
          ...(/^MG[0-9a-f]{32}$/i.test(sender) ? { MessagingServiceSid: sender } : { From: sender }),
        }),
      },
      ({ status, body }) => {
        const { sid, code = status } = JSON.parse(body) as { sid?: string; code?: number }
        if (status === 201 && sid) return { outcome: 'accepted', answer: '201', reference: sid }
        return { outcome: badNumbers.has(code) ? 'address_refused' : 'refused', answer: String(code) }
      },
    ),
  readReports: ({ MessageSid: reference, MessageStatus, ErrorCode }) => {
    if (!reference) return []
    const code = ErrorCode || null
    // `read` is told of RCS alone.
    if (MessageStatus === 'delivered' || MessageStatus === 'read') return [{ kind: 'delivered', code, reference }]
    return MessageStatus === 'undelivered' || MessageStatus === 'failed'
      ? [{ kind: 'undelivered', code, reference }]
      : []
  },
  // https://www.twilio.com/docs/messaging/guides/webhook-request; of RCS the number comes after `rcs:`.
  readReply: ({ From: from, Body: text = '', MessageSid: reference, MessageStatus, OptOutType }) => {
    if (!from || !reference || MessageStatus !== undefined) return undefined
    const wish = OptOutType === 'STOP' ? 'stop' : OptOutType === 'START' ? 'start' : undefined
    return { from, text, reference, ...(wish ? { wish } : {}) }
  },
  isSigned: ({ url, fields, signature = '' }, secret) => {
    const text = Object.keys(fields)
      .sort()
      .reduce((all, name) => `${all}${name}${fields[name] ?? ''}`, url)
    const made = createHmac('sha1', secret).update(text).digest()
    const given = Buffer.from(signature, 'base64')
    return given.length === made.length && timingSafeEqual(given, made)
  },
}
