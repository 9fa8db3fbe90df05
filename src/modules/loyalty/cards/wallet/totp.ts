import { createHmac, timingSafeEqual } from 'node:crypto'

const digits = 8
const prefix = 'RG'

/** The key that one card's code in Google Wallet changes by (RFC 6238, SHA-1, 30 s, 8 digits): another for every card. */
export const totpKey = (secret: string, workspaceId: string, cardId: string): Buffer =>
  createHmac('sha256', secret).update(`loyalty:totp:${workspaceId}:${cardId}`).digest().subarray(0, 20)

export function totpAt(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const at = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 10 ** digits).padStart(digits, '0')
}

/** What the wallet puts its changing digits into. */
export const totpPattern = (number: string): string => `${prefix}${number}{totp_value_0}`

/** A card's number with the digits that change; undefined for everything else. */
export function readTotp(text: string): { number: string; code: string } | undefined {
  const [, number, code] = /^RG([2-9A-T]{10})(\d{8})$/.exec(text.toUpperCase()) ?? []
  return number && code ? { number, code } : undefined
}

/** The step, of those from `first` to `last`, in which a card's wallet showed these digits. */
export function stepOfTotp(
  secret: string,
  { workspaceId, cardId }: { workspaceId: string; cardId: string },
  code: string,
  first: number,
  last: number,
): number | undefined {
  const key = totpKey(secret, workspaceId, cardId)
  for (let step = last; step >= first; step--)
    if (timingSafeEqual(Buffer.from(totpAt(key, step)), Buffer.from(code))) return step
  return undefined
}
