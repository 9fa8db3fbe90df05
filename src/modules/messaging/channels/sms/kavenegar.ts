import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'

type Answer = { return?: { status?: number }; entries?: { messageid: number }[] | null }

// 401, 403, 407, 418: the account, its key, its addresses, its credit.
const accountTrouble = new Set([401, 403, 407, 418])

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
        if (status === 409) return { outcome: 'later', answer: '409' }
        if (status === 411) return { outcome: 'address_refused', answer: '411' }
        return { outcome: accountTrouble.has(status) ? 'unreachable' : 'refused', answer: String(status) }
      },
    ),
  readReports: ({ messageid: reference, status: code = null }) => {
    if (!reference) return []
    if (code === '10') return [{ kind: 'delivered', code, reference }]
    // failed, undelivered, cancelled, blocked by the receiver
    return code !== null && /^(6|11|13|14)$/.test(code) ? [{ kind: 'undelivered', code, reference }] : []
  },
}
