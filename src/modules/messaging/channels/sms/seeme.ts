import { askService, formBody } from '../judge-answer.ts'
import type { SmsService } from './sms-service.ts'
import { digitsOf } from './sms-service.ts'

// not a number, not in international form
const badNumbers = new Set([2, 3])
// the key, the settings, the balance, the sender, the credit line, the address of this machine, that of the reports, the key again
const accountTrouble = new Set([4, 5, 7, 9, 11, 13, 15, 17, 18])
// undeliverable for another reason, stopped, rejected, delivered, undeliverable, too old
const told = { delivered: '6', undelivered: ['1', '2', '5', '7', '9'] }

/** https://seeme.hu/knowhow/documentation (sms-gateway-parameters, -response-codes, -callback, -inbox): a GET with the key in its query, so the address is never logged. */
export const seeme: SmsService = {
  baseUrl: 'https://seeme.hu',
  send: (outbound, { secret, sender, baseUrl }, { messageId, to, text, reportUrl }) => {
    const query = formBody({
      key: secret,
      message: text,
      number: digitsOf(to),
      reference: messageId,
      callback: [told.delivered, ...told.undelivered].toSorted().join(','),
      callbackurl: reportUrl,
      format: 'json',
      ...(sender ? { sender } : {}),
    })
    return askService(outbound, `${baseUrl}/gateway?${query}`, { method: 'GET' }, ({ body }) => {
      const { result, code } = JSON.parse(body) as { result?: string; code?: number | string }
      const number = Number(code)
      if (result === 'OK' && number === 0) return { outcome: 'accepted', answer: '0', reference: messageId }
      if (number === 8) return { outcome: 'later', answer: '8' }
      if (badNumbers.has(number)) return { outcome: 'address_refused', answer: String(number) }
      return { outcome: accountTrouble.has(number) ? 'unreachable' : 'refused', answer: String(number) }
    })
  },
  // What comes in at a number of one's own is handed on with `message`, `number`, `destination` and `timestamp`.
  readReply: ({ number: from, message: text, destination, timestamp = '' }) =>
    from && destination !== undefined && text !== undefined
      ? { from, text, reference: `${from}:${timestamp}` }
      : undefined,
  readReports: ({ reference, code = null }) => {
    if (!reference || code === null) return []
    if (code === told.delivered) return [{ kind: 'delivered', code, messageId: reference, reference }]
    return told.undelivered.includes(code) ? [{ kind: 'undelivered', code, messageId: reference, reference }] : []
  },
}
