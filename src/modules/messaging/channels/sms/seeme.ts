import { askService, formBody } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'
import { digitsOf } from './sms-service.ts'

const badNumber = 3
// 4, 5, 7, 11, 13: the key, the settings, the balance, the address of this machine.
const accountTrouble = new Set([4, 5, 7, 11, 13])

/** https://seeme.hu/knowhow/documentation: a GET with the key in its query, so the address is never logged. */
export const seeme: SmsService = {
  baseUrl: 'https://seeme.hu',
  send: (outbound, { secret, sender, baseUrl }, { messageId, to, text, reportUrl }) => {
    const query = formBody({
      key: secret,
      message: text,
      number: digitsOf(to),
      reference: messageId,
      // undeliverable for another reason, stopped, delivered, undeliverable
      callback: '1,2,6,7',
      callbackurl: reportUrl,
      format: 'json',
      ...(sender ? { sender } : {}),
    })
    return askService(outbound, `${baseUrl}/gateway?${query}`, { method: 'GET' }, ({ body }) => {
      const { result, code } = JSON.parse(body) as { result?: string; code?: number | string }
      const number = Number(code)
      if (result === 'OK' && number === 0) return { outcome: 'accepted', answer: '0', reference: messageId }
      if (number === 8) return { outcome: 'later', answer: '8' }
      if (number === badNumber) return { outcome: 'address_refused', answer: '3' }
      return { outcome: accountTrouble.has(number) ? 'unreachable' : 'refused', answer: String(number) }
    })
  },
  readReports: ({ reference, code = null }) => {
    if (!reference) return []
    if (code === '6') return [{ kind: 'delivered', code, messageId: reference, reference }]
    return code === '1' || code === '2' || code === '7'
      ? [{ kind: 'undelivered', code, messageId: reference, reference }]
      : []
  },
}
