import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'

// 2, 3, 4: the password, the money, the address of this machine.
const accountTrouble = new Set([2, 3, 4])

/** https://smsc.ru/api/http/: answers in JSON with `fmt=3`; the message's own id comes back in the reports. */
export const smsc: SmsService = {
  baseUrl: 'https://smsc.ru',
  send: (outbound, { account, secret, sender, baseUrl }, { messageId, to, text }) =>
    askService(
      outbound,
      `${baseUrl}/sys/send.php`,
      {
        method: 'POST',
        headers: formType,
        body: formBody({
          login: account,
          psw: secret,
          phones: to,
          mes: text,
          id: messageId,
          fmt: '3',
          charset: 'utf-8',
          ...(sender ? { sender } : {}),
        }),
      },
      ({ body }) => {
        const { id, error_code: code } = JSON.parse(body) as { id?: string | number; error_code?: number }
        if (code === undefined && id !== undefined) return { outcome: 'accepted', answer: '0', reference: String(id) }
        if (code === 9) return { outcome: 'later', answer: '9' }
        if (code === 7 || code === 8) return { outcome: 'address_refused', answer: String(code) }
        return { outcome: accountTrouble.has(code ?? 0) ? 'unreachable' : 'refused', answer: String(code) }
      },
    ),
  // What comes in is handed on with `phone`, `mes` and its own `id`; reports have a status and no text.
  readReply: ({ phone: from, mes: text, id: reference, status }) =>
    from && text !== undefined && status === undefined
      ? { from, text, ...(reference ? { reference } : {}) }
      : undefined,
  readReports: ({ id: reference, status, err }) => {
    if (!reference) return []
    // delivered, read, its link was followed
    if (status === '1' || status === '2' || status === '4') return [{ kind: 'delivered', code: status, reference }]
    const hasFailed = status !== undefined && /^(3|20|22|23|24|25)$/.test(status)
    return hasFailed ? [{ kind: 'undelivered', code: err ? `${status}/${err}` : status, reference }] : []
  },
}
