/** Identifiers: time-ordered, derived from text, or unguessable. */
import { createHash, hash, randomBytes, randomFillSync } from 'node:crypto'

const pool = Buffer.alloc(4096)
let used = pool.length

/** A UUIDv7 (RFC 9562): sorts by creation time to the millisecond. */
export function newId(now: number = Date.now()): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const random = pool.toString('hex', used, used + 10)
  used += 10
  const time = now.toString(16).padStart(12, '0')
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 0x3) | 0x8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
}

/** The same parts always give the same UUID (version 8, SHA-256); parts are length-prefixed, so ("ab","c") ≠ ("a","bc"). */
export function uuidFromText(...parts: string[]): string {
  const hex = hash('sha256', parts.map((part) => `${part.length}:${part};`).join(''))
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** URL-safe, for links and tokens that grant something. */
export function randomToken(bytes = 16): string {
  return randomBytes(bytes).toString('base64url')
}

export function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
