import smpp from 'smpp'
import { countSms } from '#contract/sms-segments'

/** Text as the air carries it: GSM 03.38, one septet a byte, or UCS-2; cut where `countSms` cuts. */
type SmppText = { dataCoding: 0 | 8; parts: Buffer[] }

const partBytes = { gsm7: 153, ucs2: 134 }

export function splitText(text: string): SmppText {
  const { encoding, segments } = countSms(text)
  const coder = encoding === 'gsm7' ? smpp.encodings.ASCII : smpp.encodings.UCS2
  const dataCoding = encoding === 'gsm7' ? 0 : 8
  if (segments <= 1) return { dataCoding, parts: [coder.encode(text)] }
  const parts: Buffer[][] = [[]]
  let used = 0
  for (const letter of text) {
    const bytes = coder.encode(letter)
    if (used + bytes.length > partBytes[encoding]) {
      parts.push([])
      used = 0
    }
    parts.at(-1)?.push(bytes)
    used += bytes.length
  }
  return { dataCoding, parts: parts.map((bytes) => Buffer.concat(bytes)) }
}

/** The header that lets a phone join part `index` of `count` (3GPP TS 23.040, 9.2.3.24.1); `reference` is the same in all of them. */
export const joinHeader = (reference: number, count: number, index: number): Buffer =>
  Buffer.of(5, 0, 3, reference & 255, count, index + 1)
