import { createHmac, timingSafeEqual } from 'node:crypto'

export type SignedKind = 'card' | 'confirm' | 'pairing' | 'device' | 'staff' | 'ticket' | 'join' | 'wallet'

const macBytes = 16

/** Something only this installation can have written, for one purpose, as text for an address or a cookie. */
export function sign(secret: string, kind: SignedKind, content: Buffer): string {
  return Buffer.concat([content, macOf(secret, kind, content)]).toString('base64url')
}

/** What was signed for this purpose; undefined for everything else. */
export function readSigned(secret: string, kind: SignedKind, text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length <= macBytes || bytes.toString('base64url') !== text) return undefined
  const content = bytes.subarray(0, -macBytes)
  return timingSafeEqual(bytes.subarray(-macBytes), macOf(secret, kind, content)) ? content : undefined
}

/** Ids one after the other, sixteen bytes each. */
export const packIds = (...ids: string[]): Buffer => Buffer.from(ids.join('').replaceAll('-', ''), 'hex')

export function unpackId(bytes: Buffer, place: number): string {
  const hex = bytes.subarray(place * 16, place * 16 + 16).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

function macOf(secret: string, kind: SignedKind, content: Buffer): Buffer {
  return createHmac('sha256', secret).update(`loyalty:${kind}:`).update(content).digest().subarray(0, macBytes)
}
