import type { Pdu } from 'smpp'
import type { SmsReport } from '../sms-service.ts'

// SMPP 3.4, 5.2.28
const finalStates: Partial<Record<number, SmsReport['kind']>> = {
  2: 'delivered',
  3: 'undelivered',
  4: 'undelivered',
  5: 'undelivered',
  8: 'undelivered',
}
const finalWords: Partial<Record<string, SmsReport['kind']>> = {
  DELIVRD: 'delivered',
  EXPIRED: 'undelivered',
  DELETED: 'undelivered',
  UNDELIV: 'undelivered',
  REJECTD: 'undelivered',
}

/** What a delivery receipt says; undefined for what is on its way, and for a message that somebody wrote. */
export function readReceipt(pdu: Pdu): (SmsReport & { reference: string }) | undefined {
  // Bits 5–2 of the class: 0001 is a receipt of the centre.
  if (((pdu.esm_class ?? 0) & 0x3c) !== 0x04) return undefined
  const text = String(pdu.short_message?.message || (pdu.message_payload?.message ?? ''))
  const word = /\bstat:([A-Z]+)/i.exec(text)?.[1]?.toUpperCase().slice(0, 7)
  const reference = (pdu.receipted_message_id || (/\bid:(\S+)/i.exec(text)?.[1] ?? '')).trim()
  const kind = (word === undefined ? undefined : finalWords[word]) ?? finalStates[pdu.message_state ?? 0]
  if (!reference || !kind) return undefined
  const error = /\berr:(\w+)/i.exec(text)?.[1]
  const code = [word, error && !/^0+$/.test(error) ? error : undefined].filter(Boolean).join('/')
  return { kind, code: code || null, reference }
}
