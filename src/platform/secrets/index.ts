/** Secrets at rest: sealed with AES-256-GCM under a key that follows from the installation's secret. */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const version = 1
const ivBytes = 12
const tagBytes = 16

/**
 * Encrypts `text`. `purpose` separates keys (one for each kind of secret), `owner` is bound to the result: sealed text
 * that somebody moves to another row does not open.
 */
export function seal(secret: string, purpose: string, owner: string, text: string): Buffer {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), iv)
  cipher.setAAD(Buffer.from(owner))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(version), iv, body, cipher.getAuthTag()])
}

/** What was sealed, or undefined when the secret, purpose or owner is another one or a bit has changed. */
export function open(secret: string, purpose: string, owner: string, sealed: Buffer): string | undefined {
  if (sealed.length < 1 + ivBytes + tagBytes || sealed[0] !== version) return undefined
  const iv = sealed.subarray(1, 1 + ivBytes)
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), iv, { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(owner))
  decipher.setAuthTag(sealed.subarray(-tagBytes))
  try {
    return decipher.update(sealed.subarray(1 + ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}

function keyFor(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'regulars', `seal:${purpose}`, 32))
}
