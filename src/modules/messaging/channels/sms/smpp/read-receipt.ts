import type { Pdu } from 'smpp'
import type { SmsReply, SmsReport } from '../sms-service.ts'

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

// Bits 5–2 of the class: 0000 is a message that somebody wrote, 0001 a receipt of the centre.
const kindOf = ({ esm_class = 0 }: Pdu): number => esm_class & 0x3c
const textOf = ({ short_message, message_payload }: Pdu): string =>
  String(short_message?.message || (message_payload?.message ?? ''))

/** What somebody wrote back; undefined for receipts. A part of a long one comes by itself. */
export function readReply(pdu: Pdu): SmsReply | undefined {
  return kindOf(pdu) === 0 && pdu.source_addr ? { from: pdu.source_addr, text: textOf(pdu) } : undefined
}

/** What a delivery receipt says; undefined for what is on its way, and for a message that somebody wrote. */
export function readReceipt(pdu: Pdu): (SmsReport & { reference: string }) | undefined {
  if (kindOf(pdu) !== 0x04) return undefined
  const text = textOf(pdu)
  const word = /\bstat:([A-Z]+)/i.exec(text)?.[1]?.toUpperCase().slice(0, 7)
  const reference = (pdu.receipted_message_id || (/\bid:(\S+)/i.exec(text)?.[1] ?? '')).trim()
  const kind = (word === undefined ? undefined : finalWords[word]) ?? finalStates[pdu.message_state ?? 0]
  if (!reference || !kind) return undefined
  const error = /\berr:(\w+)/i.exec(text)?.[1]
  const code = [word, error && !/^0+$/.test(error) ? error : undefined].filter(Boolean).join('/')
  return { kind, code: code || null, reference }
}
