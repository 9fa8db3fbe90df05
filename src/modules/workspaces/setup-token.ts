import { createHmac, timingSafeEqual } from 'node:crypto'
import { sha256 } from '#platform/ids'

/**
 * What the program prints at its first start and the first-run page asks for. It is derived from the installation's
 * secret, so every process of the installation prints the same one and none of them has to keep it; it ends to mean
 * anything when the first person exists.
 */
export function setupToken(secret: string): string {
  return createHmac('sha256', secret).update('first-run').digest('base64url').slice(0, 32)
}

export function isSetupToken(secret: string, given: string): boolean {
  return timingSafeEqual(sha256(given.trim()), sha256(setupToken(secret)))
}
