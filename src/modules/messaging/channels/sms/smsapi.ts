import { askService, formBody, formType } from '../judge-answer.ts'
import type { SmsReport, SmsService } from './sms-service.ts'
import { digitsOf } from './sms-service.ts'

type Answer = { error?: number; list?: { id: string; error?: number | null }[] }

const ownIdTaken = 53
// no such number; on the account's black list; asked the service for no more
const badNumbers = new Set([13, 57, 59])
// the sender's name, links, a trial account; who we are, the points, the address of this machine, what the token may do
const accountTrouble = new Set([14, 94, 98, 101, 102, 103, 105, 110, 401, 997])
// too much at once to one number, or by us; trouble of their own, and nothing was sent
const passingTrouble = new Set([52, 201, 202, 999])

function outcomeOf(code: number): 'address_refused' | 'unreachable' | 'later' | 'refused' {
  if (badNumbers.has(code)) return 'address_refused'
  if (accountTrouble.has(code)) return 'unreachable'
  return passingTrouble.has(code) ? 'later' : 'refused'
}

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
        return { outcome: outcomeOf(code), answer: String(code) }
      },
    ),
  // A number for replies hands on `sms_from`, `sms_to`, `sms_text`, `sms_date`; `MsgId` is of what they answer.
  readReply: ({ sms_from: from, sms_text: text, sms_date: date = '' }) =>
    from && text !== undefined ? { from, text, reference: `${from}:${date}` } : undefined,
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
      const hasFailed =
        /^(UNDELIVERED|EXPIRED|REJECTED|FAILED|STOP)$/.test(name ?? '') || /^(40[2567]|412)$/.test(code ?? '')
      return hasFailed ? [{ kind: 'undelivered', ...told }] : []
    })
  },
}
