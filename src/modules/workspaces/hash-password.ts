import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, string, number, ScryptOptions, Buffer>(scrypt)

// 32 MiB and about 50 ms a try. Stored as salt:key in hexadecimal; hashes of the first version have the same form.
const cost = { N: 16_384, r: 16, p: 1, maxmem: 64 * 1024 * 1024 }
const keyBytes = 64

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex')
  return `${salt}:${(await derive(password.normalize('NFKC'), salt, keyBytes, cost)).toString('hex')}`
}

/** Does the same work when there is no hash to compare with, so that an unknown address answers no faster than a known one. */
export async function verifyPassword(password: string, hash: string | undefined): Promise<boolean> {
  const [salt, key] = (hash ?? `${'0'.repeat(32)}:`).split(':')
  const derived = await derive(password.normalize('NFKC'), salt ?? '', keyBytes, cost)
  const stored = Buffer.from(key ?? '', 'hex')
  return stored.length === keyBytes && timingSafeEqual(stored, derived)
}
