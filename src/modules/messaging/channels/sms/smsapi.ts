import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsReport, SmsService } from './sms-service.ts'
import { digitsOf } from './sms-service.ts'

type Answer = { error?: number; list?: { id: string; error?: number | null }[] }

const ownIdTaken = 53
const badNumber = 13
// 101, 102, 103, 105, 110: the account, its points, its addresses.
const accountTrouble = new Set([101, 102, 103, 105, 110, 1000, 1001])

/** https://www.smsapi.pl/docs; `check_idx` makes the service refuse the same message twice. */
export const smsapi: SmsService = {
  baseUrl: 'https://api.smsapi.pl',
  send: (outbound, { secret, sender, baseUrl }, { messageId, to, text, reportUrl }) =>
    askService(
      outbound,
      `${baseUrl}/sms.do`,
      {
        method: 'POST',
        headers: { ...formType, Authorization: `Bearer ${secret}` },
        body: formBody({
          to: digitsOf(to),
          message: text,
          encoding: 'utf-8',
          format: 'json',
          idx: messageId,
          check_idx: '1',
          notify_url: reportUrl,
          ...(sender ? { from: sender } : {}),
        }),
      },
      ({ body }) => {
        const { error, list } = JSON.parse(body) as Answer
        const [first] = list ?? []
        if (error === undefined && first && !first.error)
          return { outcome: 'accepted', answer: '200', reference: first.id }
        const code = error ?? first?.error ?? 0
        if (code === ownIdTaken) return { outcome: 'accepted', answer: String(code) }
        if (code === badNumber) return { outcome: 'address_refused', answer: String(code) }
        return {
          outcome: accountTrouble.has(code) ? 'unreachable' : code === 201 ? 'later' : 'refused',
          answer: String(code),
        }
      },
    ),
  // Several messages come at once, separated by commas.
  readReports: ({ MsgId = '', status_name: names = '', status = '', idx = '' }) => {
    const split = (text: string): string[] => text.split(',')
    return split(MsgId).flatMap((reference, index): SmsReport[] => {
      const name = split(names)[index]
      const code = split(status)[index] || null
      const messageId = split(idx)[index] || undefined
      const told = { code, reference, ...(messageId ? { messageId } : {}) }
      if (!reference) return []
      if (name === 'DELIVERED' || code === '404') return [{ kind: 'delivered', ...told }]
      const hasFailed = /^(UNDELIVERED|EXPIRED|REJECTED|FAILED)$/.test(name ?? '') || /^40[2567]$/.test(code ?? '')
      return hasFailed ? [{ kind: 'undelivered', ...told }] : []
    })
  },
}
