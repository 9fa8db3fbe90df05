import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'

type Answer = { return?: { status?: number }; entries?: { messageid: number }[] | null }

// the account, its key, what it may do, its line, the address of this machine, its credit, that it is not verified yet
const accountTrouble = new Set([401, 403, 407, 412, 416, 418, 430])
// it did not work, or the service has no time: with our number for the message, asking again sends no second one
const passingTrouble = new Set([402, 409])

/** A number that the same message always gets: with it the service does not send twice. */
const localIdOf = (messageId: string): string => String(Number.parseInt(messageId.replaceAll('-', '').slice(-13), 16))

/** https://kavenegar.com/rest.html: the key is part of the path, so the address is never logged. Iranian numbers are written 09… there. */
export const kavenegar: SmsService = {
  baseUrl: 'https://api.kavenegar.com',
  send: (outbound, { secret, sender, baseUrl }, { messageId, to, text }) =>
    askService(
      outbound,
      `${baseUrl}/v1/${encodeURIComponent(secret)}/sms/send.json`,
      {
        method: 'POST',
        headers: formType,
        body: formBody({
          receptor: to.startsWith('+98') ? `0${to.slice(3)}` : `00${to.slice(1)}`,
          message: text,
          localid: localIdOf(messageId),
          ...(sender ? { sender } : {}),
        }),
      },
      ({ status: http, body }) => {
        const answer = JSON.parse(body) as Answer
        const status = answer.return?.status ?? http
        const id = answer.entries?.[0]?.messageid
        if (status === 200 && id !== undefined) return { outcome: 'accepted', answer: '200', reference: String(id) }
        if (passingTrouble.has(status)) return { outcome: 'later', answer: String(status) }
        if (status === 411) return { outcome: 'address_refused', answer: '411' }
        return { outcome: accountTrouble.has(status) ? 'unreachable' : 'refused', answer: String(status) }
      },
    ),
  // What comes in at a line of one's own is handed on with `from`, `to`, `message` and `messageid`.
  readReply: ({ from, message: text, messageid: reference }) =>
    from && text !== undefined
      ? { from: from.replace(/^0(?!0)/, '98'), text, ...(reference ? { reference } : {}) }
      : undefined,
  readReports: ({ messageid: reference, status: code = null }) => {
    if (!reference) return []
    if (code === '10') return [{ kind: 'delivered', code, reference }]
    // failed, undelivered, cancelled, blocked by the receiver
    return code !== null && /^(6|11|13|14)$/.test(code) ? [{ kind: 'undelivered', code, reference }] : []
  },
}
